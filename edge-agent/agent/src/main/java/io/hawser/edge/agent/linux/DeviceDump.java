package io.hawser.edge.agent.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/// Puts [Devices] together from netlink's dumps of links, addresses and routes.
///
/// ```
///   ifinfomsg  0 family  1 –  2 type (2)  4 index (4)  8 flags (4)  12 change (4)      16 attributes
///   ifaddrmsg  0 family  1 prefix length  2 flags  3 scope  4 index (4)                8 attributes
///   rtmsg      0 family  1 dst length  2 src length  3 tos  4 table  5 protocol
///              6 scope  7 type  8 flags (4)                                            12 attributes
/// ```
final class DeviceDump {
  // include/uapi/linux/rtnetlink.h, if_link.h, if_addr.h, if.h
  static final int RTM_NEWLINK = 16;
  private static final int RTM_GETLINK = 18;
  private static final int RTM_NEWADDR = 20;
  private static final int RTM_GETADDR = 22;
  private static final int RTM_NEWROUTE = 24;
  private static final int RTM_GETROUTE = 26;
  private static final int IFLA_IFNAME = 3;
  private static final int IFLA_MTU = 4;
  private static final int IFA_ADDRESS = 1;
  private static final int IFA_LOCAL = 2;
  private static final int IFA_FLAGS = 8;
  private static final int IFA_F_UNUSABLE = 0x40 | 0x08; // tentative, duplicate found
  private static final int RTA_OIF = 4;
  private static final int RTA_GATEWAY = 5;
  private static final int RTA_PRIORITY = 6;
  private static final int RTA_MULTIPATH = 9;
  private static final int RTA_TABLE = 15;
  private static final int RTN_UNICAST = 1;
  private static final int TABLE_MAIN = 254;
  private static final int IFF_UP = 1;
  private static final int IFF_LOWER_UP = 0x10000;

  /// A link while its addresses and routes are still being heard.
  private static final class Draft {
    String name = "";
    boolean up;
    int mtu;
    final Set<DeviceAddress> addresses = new LinkedHashSet<>();
    @Nullable Gateway gateway4;
    @Nullable Gateway gateway6;

    void offer(IpFamily family, Gateway gateway) {
      Gateway held = family == IpFamily.V4 ? gateway4 : gateway6;
      if (held == null || gateway.metric() < held.metric()) {
        if (family == IpFamily.V4) {
          gateway4 = gateway;
        } else {
          gateway6 = gateway;
        }
      }
    }
  }

  private final Map<Integer, Draft> drafts = new TreeMap<>();

  private final IntUnaryOperator generations;

  private DeviceDump(IntUnaryOperator generations) {
    this.generations = generations;
  }

  /// @param generations generation of a device by its index
  static Devices read(Netlink netlink, IntUnaryOperator generations) {
    DeviceDump dump = new DeviceDump(generations);
    netlink.dump(RTM_GETLINK, new byte[16], dump::link);
    netlink.dump(RTM_GETADDR, new byte[8], dump::address);
    for (IpFamily family : IpFamily.values()) {
      if (family.available()) {
        netlink.dump(RTM_GETROUTE, routesOf(family), dump::route);
      }
    }
    return dump.devices();
  }

  private static byte[] routesOf(IpFamily family) {
    byte[] request = new byte[12];
    request[0] = (byte) family.number;
    request[4] = (byte) TABLE_MAIN;
    return request;
  }

  private Devices devices() {
    TreeMap<String, Device> devices = new TreeMap<>();
    drafts.forEach(
        (index, draft) ->
            devices.put(
                draft.name,
                new Device(
                    draft.name,
                    index,
                    generations.applyAsInt(index),
                    draft.up,
                    draft.mtu,
                    List.copyOf(draft.addresses),
                    draft.gateway4,
                    draft.gateway6)));
    return new Devices(devices);
  }

  /// The device that a link message is about.
  static int linkIndex(MemorySegment at, long offset) {
    return at.get(JAVA_INT, offset + 4);
  }

  private void link(int type, MemorySegment at, long offset, long end) {
    if (type != RTM_NEWLINK) {
      return;
    }
    Draft draft = new Draft();
    int flags = at.get(JAVA_INT, offset + 8);
    draft.up = (flags & IFF_UP) != 0 && (flags & IFF_LOWER_UP) != 0;
    eachAttribute(
        at,
        offset + 16,
        end,
        (kind, data, length) -> {
          switch (kind) {
            case IFLA_IFNAME -> draft.name = text(at, data, length);
            case IFLA_MTU -> draft.mtu = at.get(JAVA_INT, data);
            default -> {} // counters, queues and the like
          }
        });
    drafts.put(linkIndex(at, offset), draft);
  }

  private void address(int type, MemorySegment at, long offset, long end) {
    Draft draft = drafts.get(at.get(JAVA_INT, offset + 4));
    if (type != RTM_NEWADDR || draft == null) {
      return;
    }
    int prefixLength = at.get(JAVA_BYTE, offset + 1) & 0xFF;
    int[] flags = {at.get(JAVA_BYTE, offset + 2) & 0xFF};
    // On a point-to-point device IFA_ADDRESS is the other end's; IFA_LOCAL is ours where present.
    List<byte[]> local = new ArrayList<>();
    List<byte[]> either = new ArrayList<>();
    eachAttribute(
        at,
        offset + 8,
        end,
        (kind, data, length) -> {
          switch (kind) {
            case IFA_LOCAL -> local.add(bytes(at, data, length));
            case IFA_ADDRESS -> either.add(bytes(at, data, length));
            case IFA_FLAGS -> flags[0] = at.get(JAVA_INT, data);
            default -> {} // labels, life times
          }
        });
    local.addAll(either);
    if (!local.isEmpty() && (flags[0] & IFA_F_UNUSABLE) == 0) {
      draft.addresses.add(new DeviceAddress(AddressText.parse(local.getFirst()), prefixLength));
    }
  }

  private void route(int type, MemorySegment at, long offset, long end) {
    int destinationLength = at.get(JAVA_BYTE, offset + 1);
    int kindOfRoute = at.get(JAVA_BYTE, offset + 7);
    if (type != RTM_NEWROUTE || destinationLength != 0 || kindOfRoute != RTN_UNICAST) {
      return;
    }
    IpFamily family = at.get(JAVA_BYTE, offset) == Abi.AF_INET ? IpFamily.V4 : IpFamily.V6;
    int[] table = {at.get(JAVA_BYTE, offset + 4) & 0xFF};
    long[] metric = {0};
    List<Hop> hops = new ArrayList<>();
    Hop single = new Hop();
    eachAttribute(
        at,
        offset + 12,
        end,
        (kind, data, length) -> {
          switch (kind) {
            case RTA_TABLE -> table[0] = at.get(JAVA_INT, data);
            case RTA_PRIORITY -> metric[0] = at.get(JAVA_INT, data) & 0xFFFF_FFFFL;
            case RTA_MULTIPATH -> nextHops(at, data, data + length, hops);
            default -> single.take(kind, at, data, length);
          }
        });
    hops.add(single);
    if (table[0] == TABLE_MAIN) {
      for (Hop hop : hops) {
        Draft draft = drafts.get(hop.index);
        if (draft != null) {
          draft.offer(
              family,
              new Gateway(
                  hop.gateway.length == 0 ? null : AddressText.parse(hop.gateway), metric[0]));
        }
      }
    }
  }

  /// Device and gateway of a route, or of one of its next hops.
  private static final class Hop {
    int index;
    byte[] gateway = {};

    void take(int kind, MemorySegment at, long data, int length) {
      if (kind == RTA_OIF) {
        index = at.get(JAVA_INT, data);
      } else if (kind == RTA_GATEWAY) {
        gateway = bytes(at, data, length);
      }
    }
  }

  /// struct rtnexthop { u16 length; u8 flags; u8 hops; int index; } and its attributes
  private static void nextHops(MemorySegment at, long offset, long end, List<Hop> hops) {
    while (offset + 8 <= end) {
      int length = at.get(JAVA_SHORT, offset) & 0xFFFF;
      if (length < 8 || offset + length > end) {
        return;
      }
      Hop hop = new Hop();
      hop.index = at.get(JAVA_INT, offset + 4);
      eachAttribute(
          at, offset + 8, offset + length, (kind, data, size) -> hop.take(kind, at, data, size));
      hops.add(hop);
      offset += Netlink.align(length);
    }
  }

  private interface Attribute {
    void at(int kind, long data, int length);
  }

  private static void eachAttribute(MemorySegment at, long offset, long end, Attribute attribute) {
    while (offset + 4 <= end) {
      int length = at.get(JAVA_SHORT, offset) & 0xFFFF;
      if (length < 4 || offset + length > end) {
        return;
      }
      int kind = at.get(JAVA_SHORT, offset + 2) & 0x3FFF; // without "nested" and "network order"
      attribute.at(kind, offset + 4, length - 4);
      offset += Netlink.align(length);
    }
  }

  private static byte[] bytes(MemorySegment at, long offset, int length) {
    byte[] bytes = new byte[length];
    MemorySegment.copy(at, JAVA_BYTE, offset, bytes, 0, length);
    return bytes;
  }

  private static String text(MemorySegment at, long offset, int length) {
    return new String(bytes(at, offset, Math.max(length - 1, 0)), StandardCharsets.UTF_8);
  }
}
