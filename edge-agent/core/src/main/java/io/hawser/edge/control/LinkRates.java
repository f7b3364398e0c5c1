package io.hawser.edge.control;

import io.hawser.edge.dataplane.OutboundCommands;
import io.hawser.edge.path.Delivery;
import io.hawser.edge.rate.LinkLoad;
import io.hawser.edge.rate.LinkRate;
import io.hawser.edge.wireguard.Endpoint;
import java.net.Inet6Address;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The rates of the links: sums up what their paths tell, and lets outbound know what to shape them
/// to. Owned by the control thread.
final class LinkRates {
  /// IPv4 or IPv6 header, UDP header, and header and tag of WireGuard: what a report of a peer does
  /// not count.
  private static final int OVERHEAD_V4 = 20 + 8 + 32;

  private static final int OVERHEAD_V6 = 40 + 8 + 32;

  /// A change by less is not worth a message.
  private static final double NEWS = 0.01;

  private static final double BITS = 8;
  private static final double NS_PER_SECOND = 1e9;
  private static final double PPM = 1e6;

  /// Ten times what it carries: what is sent at once after a pause is no rate.
  private static final double MOST_PPM = 1e7;

  private final OutboundCommands outbound;
  private final Map<Integer, Link> links = new TreeMap<>();
  private final Map<Integer, Member> members = new HashMap<>();

  /// A link, by its slot.
  private static final class Link {
    final int slot;
    final String name;
    final LinkRate rate;
    long told;
    LinkLoad latest = new LinkLoad(0, 0, 0);

    /// When the load was measured last, and how much had been sent then.
    long measuredNs;

    long measuredBytes;
    int loadPpm;

    Link(int slot, String name, LinkRate rate) {
      this.slot = slot;
      this.name = name;
      this.rate = rate;
    }
  }

  private record Member(ControlPath path, long generation, Link link) {}

  LinkRates(OutboundCommands outbound) {
    this.outbound = outbound;
  }

  /// The links and paths of a plan; what is known of those that stay is kept.
  void onPlan(EdgePlan plan, Iterable<ControlPath> paths) {
    Map<String, Link> byName = new HashMap<>();
    Map<Integer, Link> before = Map.copyOf(links);
    links.clear();
    for (EdgePlan.LinkPlan link : plan.links()) {
      Link known = before.get(link.slot());
      if (known == null || !known.name.equals(link.name())) {
        known = new Link(link.slot(), link.name(), new LinkRate(link.upBps()));
      }
      known.rate.configure(link.upBps());
      links.put(link.slot(), known);
      byName.put(link.name(), known);
    }
    before.forEach(
        (slot, link) -> {
          if (links.get(slot) != link && link.told != 0) {
            // Another may have its slot, now or later.
            outbound.onLinkRate(slot, 0, 0);
          }
        });
    Map<Integer, Member> left = new HashMap<>(members);
    members.clear();
    for (ControlPath path : paths) {
      Link link = path.label == null ? null : byName.get(path.label.link());
      if (link != null) {
        int number = path.slot.slot();
        members.put(number, new Member(path, path.slot.generation(), link));
        Member same = left.get(number);
        if (same != null && same.link == link && same.generation == path.slot.generation()) {
          left.remove(number);
        }
      }
    }
    left.forEach((number, gone) -> gone.link.rate.removePath(number));
    links.values().forEach(this::tell);
  }

  void onLoad(int slot, LinkLoad load) {
    Link link = links.get(slot);
    if (link != null) {
      link.latest = load;
      link.rate.onSent(load);
      tell(link);
    }
  }

  /// Measures what each link has carried since this was asked last; then [#loadPpm] tells.
  void measureLoads(long nowNs) {
    for (Link link : links.values()) {
      long rate = link.rate.bitsPerSecond();
      double bits = BITS * (link.latest.bytes() - link.measuredBytes);
      double seconds = (nowNs - link.measuredNs) / NS_PER_SECOND;
      boolean isKnown = rate > 0 && link.measuredNs != 0 && seconds > 0;
      link.loadPpm = isKnown ? (int) Math.min(MOST_PPM, PPM * bits / (seconds * rate)) : 0;
      link.measuredNs = nowNs;
      link.measuredBytes = link.latest.bytes();
    }
  }

  /// How much of its rate the link of a path carries, in ppm; 0 also where its rate is not known.
  int loadPpm(int path) {
    Member member = members.get(path);
    return member == null ? 0 : member.link.loadPpm;
  }

  void onDelivery(int path, Delivery delivery, long nowNs) {
    Member member = members.get(path);
    if (member != null) {
      long wireBytes = delivery.bytes() + delivery.packets() * overhead(member.path);
      member.link.rate.onDelivery(path, delivery, wireBytes, nowNs);
      tell(member.link);
    }
  }

  private static int overhead(ControlPath path) {
    Endpoint endpoint = path.peering.contact().endpoint();
    return endpoint != null && endpoint.address().getAddress() instanceof Inet6Address
        ? OVERHEAD_V6
        : OVERHEAD_V4;
  }

  void onTransit(int path, long transitNs, long sentNs, long nowNs) {
    LinkRate rate = rateOf(path);
    if (rate != null) {
      rate.onTransit(path, transitNs, sentNs, nowNs);
    }
  }

  void onSettled(int path, long expected, long missing, long nowNs) {
    LinkRate rate = rateOf(path);
    if (rate != null) {
      rate.onCounted(expected, missing, nowNs);
    }
  }

  void onClockStep(int path) {
    LinkRate rate = rateOf(path);
    if (rate != null) {
      rate.forgetTransit(path);
    }
  }

  private @Nullable LinkRate rateOf(int path) {
    Member member = members.get(path);
    return member == null ? null : member.link.rate;
  }

  private void tell(Link link) {
    long found = link.rate.measuredBps();
    long bitsPerSecond = found < 0 ? 0 : link.rate.bitsPerSecond();
    boolean isOther =
        bitsPerSecond == 0 || link.told == 0
            ? bitsPerSecond != link.told
            : Math.abs(bitsPerSecond - link.told) > link.told * NEWS;
    if (isOther) {
      link.told = bitsPerSecond;
      outbound.onLinkRate(link.slot, bitsPerSecond, Math.max(0, found));
    }
  }
}
