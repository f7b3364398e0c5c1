package io.hawser.edge.agent.linux;

import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import io.hawser.edge.packet.VirtioHeader;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The TUN device through which the kernel hands the edge its packets and takes them from it.
///
/// Layer 3, one packet a call, without a packet information header. Threads: [#read] is outbound's,
/// [#write] inbound's, all else control's. The device lives as long as this object; a crash leaves
/// none behind.
public final class TunDevice implements AutoCloseable {
  /// Answer of [#read] where the device was deleted from under the edge; see [#restore].
  public static final int GONE = -1;

  private static final int MIN_MTU = 1280; // RFC 8200 section 5: less, and the kernel ends IPv6
  private static final int MAX_MTU = 65535;

  private final String name;
  private final Descriptor descriptor;
  private final Abilities abilities;
  private final Set<String> addresses = new LinkedHashSet<>();
  private int mtu;

  private TunDevice(String name) {
    this.name = name;
    this.descriptor = new Descriptor(create(name, Offload.TSO.isWanted()));
    this.abilities = abilities(descriptor.number());
  }

  /// What the device does of [Offload#TSO] and [Offload#USO].
  ///
  /// @param header whether each packet has a virtio header in front
  public record Abilities(boolean header, boolean tcp, boolean udp) {}

  /// Creates the device, or takes over a persistent one of this name. It is down until
  /// [#configure].
  public static TunDevice open(String name) {
    if (!WanLink.isDeviceName(name)) {
      throw new IllegalArgumentException(
          "device: '" + name + "' (expected: 1 to 15 letters, digits or . _ @ -)");
    }
    return new TunDevice(name);
  }

  private static int create(String name, boolean header) {
    int fd =
        LinuxException.check(
            Libc.open("/dev/net/tun", Abi.O_RDWR | Abi.O_NONBLOCK | Abi.O_CLOEXEC),
            name,
            "/dev/net/tun");
    try (Arena arena = Arena.ofConfined()) {
      // struct ifreq { char name[16]; short flags; … }. The header is asked for where nothing is to
      // be offloaded too, so that a packet looks the same to its reader.
      MemorySegment request = arena.allocate(Abi.IFREQ_LENGTH, 8);
      request.asSlice(0, Abi.IFNAMSIZ).copyFrom(cString(arena, name));
      int flags = Abi.IFF_TUN | Abi.IFF_NO_PI | (header ? Abi.IFF_VNET_HDR : 0);
      request.set(JAVA_SHORT, Abi.IFNAMSIZ, (short) flags);
      LinuxException.check(
          Libc.ioctl(fd, Abi.TUNSETIFF, request),
          name,
          "TUN device (EBUSY: another process has it)");
      return fd;
    } catch (RuntimeException e) {
      Libc.close(fd);
      throw e;
    }
  }

  /// Asks for the most that the kernel gives.
  private static Abilities abilities(int fd) {
    if (!Offload.TSO.isWanted()) {
      return new Abilities(false, false, false);
    }
    int tcp = Abi.TUN_F_CSUM | Abi.TUN_F_TSO4 | Abi.TUN_F_TSO6 | Abi.TUN_F_TSO_ECN;
    int udp = tcp | Abi.TUN_F_USO4 | Abi.TUN_F_USO6;
    if (Offload.USO.isWanted() && Libc.ioctl(fd, Abi.TUNSETOFFLOAD, udp) >= 0) {
      return new Abilities(true, true, true);
    }
    return new Abilities(true, Libc.ioctl(fd, Abi.TUNSETOFFLOAD, tcp) >= 0, false);
  }

  private static MemorySegment cString(Arena arena, String text) {
    return arena.allocateFrom(text, StandardCharsets.US_ASCII);
  }

  public String name() {
    return name;
  }

  /// For polling; the same number for life.
  public int fd() {
    return descriptor.number();
  }

  /// Sets MTU and addresses (without prefix length) and brings the device up; addresses of an
  /// earlier call that are not wanted any more go. Does nothing where nothing changes.
  ///
  /// The device makes itself no link-local address: with one, the kernel would send router
  /// solicitations and redirects into the tunnel.
  public void configure(int mtu, List<String> addresses) {
    if (mtu < MIN_MTU || mtu > MAX_MTU) {
      throw new IllegalArgumentException(
          "mtu: " + mtu + " (expected: " + MIN_MTU + " to " + MAX_MTU + ")");
    }
    if (this.mtu == mtu && this.addresses.equals(new LinkedHashSet<>(addresses))) {
      return;
    }
    StringBuilder batch = new StringBuilder();
    if (this.mtu == 0 && IpFamily.V6.available()) {
      batch.append("link set dev ").append(name).append(" addrgenmode none\n");
    }
    batch.append("link set dev ").append(name).append(" mtu ").append(mtu).append(" up\n");
    this.addresses.stream()
        .filter(old -> !addresses.contains(old))
        .forEach(old -> batch.append("addr del ").append(onDevice(old)).append('\n'));
    addresses.forEach(
        address -> batch.append("addr replace ").append(onDevice(address)).append('\n'));
    Command.runWith(batch.toString(), "ip", "-batch", "-");
    this.mtu = mtu;
    this.addresses.clear();
    this.addresses.addAll(addresses);
  }

  private String onDevice(String address) {
    IpFamily family = IpFamily.ofText(address);
    return address
        + "/"
        + family.addressBits
        + " dev "
        + name
        + (family == IpFamily.V6 ? " nodad" : "");
  }

  /// Makes the device anew after [#GONE], with the MTU and addresses that it had. Whoever polls
  /// [#fd] must be woken.
  public void restore() {
    descriptor.replaceBy(create(name, abilities.header));
    abilities(descriptor.number());
    int hadMtu = mtu;
    List<String> hadAddresses = List.copyOf(addresses);
    mtu = 0;
    addresses.clear();
    if (hadMtu != 0) {
      configure(hadMtu, hadAddresses);
    }
  }

  public Abilities abilities() {
    return abilities;
  }

  /// Reads one packet behind its [VirtioHeader], which is put to `offset`; answers the length of
  /// both, 0 where none waits, or [#GONE]. A packet that does not fit `capacity` is cut off.
  public int read(MemorySegment buffer, long offset, int capacity) {
    int ahead = abilities.header ? 0 : VirtioHeader.LENGTH;
    int result = Libc.read(descriptor.number(), buffer, offset + ahead, capacity - ahead);
    if (result <= 0) {
      return Errno.EBADFD.is(result) ? GONE : 0;
    }
    if (ahead > 0) {
      VirtioHeader.clear(buffer, offset);
    }
    return ahead + result;
  }

  /// Hands the packet to the kernel whose [VirtioHeader] stands at `offset`; `length` counts both.
  /// Null where it took it. The header must be clear where the device has none.
  public @Nullable TunRefusal write(MemorySegment buffer, long offset, int length) {
    int ahead = abilities.header ? 0 : VirtioHeader.LENGTH;
    int result = Libc.write(descriptor.number(), buffer, offset + ahead, length - ahead);
    return result >= 0 ? null : TunRefusal.of(result);
  }

  /// Removes the device. Call after the threads that use it have ended.
  @Override
  public void close() {
    descriptor.close();
  }
}
