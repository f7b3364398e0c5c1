package io.hawser.lab.namespace;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/// What the lab needs of the kernel, asked before anything is made: namespaces, IPv6, TUN devices,
/// NAT by nftables.
public final class Machine {
  /// One of each kind of rule that the lab's NAT routers have.
  private static final String NAT =
      """
      table ip nat {
        chain out { type nat hook postrouting priority srcnat; oifname "outside" masquerade; }
        chain in {
          type nat hook prerouting priority dstnat;
          iifname "outside" meta l4proto { tcp, udp } dnat to 192.0.2.1
        }
      }
      table inet filter {
        chain forward { type filter hook forward priority filter; ct state invalid drop; }
      }
      """;

  /// Runs a command to its end, as [Command#run].
  @FunctionalInterface
  interface Attempt {
    String run(String input, List<String> words) throws IOException;
  }

  private final Path ipv6;
  private final Path tun;
  private final String unshare;
  private final Attempt attempt;

  Machine(Path ipv6, Path tun, String unshare, Attempt attempt) {
    this.ipv6 = ipv6;
    this.tun = tun;
    this.unshare = unshare;
    this.attempt = attempt;
  }

  /// Asks this machine.
  ///
  /// @throws MachineException if something is missing
  public static void check() throws IOException {
    Machine machine =
        new Machine(
            Path.of("/proc/sys/net/ipv6"),
            Path.of("/dev/net/tun"),
            Unshare.program().toString(),
            Command::run);
    List<String> lacking = machine.lacking();
    if (!lacking.isEmpty()) {
      throw new MachineException(String.join("\n", lacking));
    }
  }

  /// What is missing, each with what to do.
  List<String> lacking() {
    List<String> lacking = new ArrayList<>();
    if (!succeeds("", List.of(unshare, "--net", "--mount", "--uts", "true"))) {
      // Nothing else can be asked.
      return List.of(
          "namespaces: refused (expected: allowed to root; in a container, run it privileged)");
    }
    if (!Files.isDirectory(ipv6)) {
      lacking.add(
          "IPv6: switched off in the kernel (expected: on; take ipv6.disable=1 from the kernel's"
              + " command line, or `modprobe ipv6`)");
    }
    if (!opensTun()) {
      lacking.add(
          "/dev/net/tun: cannot be opened (expected: a TUN device; `modprobe tun`, or in a"
              + " container pass it in: --device /dev/net/tun)");
    }
    if (!succeeds(NAT, List.of(unshare, "--net", "nft", "--check", "-f", "-"))) {
      lacking.add(
          "nft: cannot do NAT (expected: a kernel with nf_tables, nft_chain_nat, nft_masq and"
              + " nft_nat; `modprobe -a nft_chain_nat nft_masq nft_nat nft_ct`, or install the"
              + " distribution's own kernel)");
    }
    return lacking;
  }

  private boolean opensTun() {
    if (!Files.exists(tun)) {
      var _ = succeeds("", List.of("modprobe", "tun"));
    }
    try (var _ = FileChannel.open(tun, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      return true;
    } catch (IOException refused) {
      return false;
    }
  }

  private boolean succeeds(String input, List<String> words) {
    try {
      var _ = attempt.run(input, words);
      return true;
    } catch (IOException refused) {
      return false;
    }
  }
}
