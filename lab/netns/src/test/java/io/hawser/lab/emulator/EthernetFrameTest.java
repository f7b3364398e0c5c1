package io.hawser.lab.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class EthernetFrameTest {
  private static final String ETHERNET = "02000000000102000000000208";
  private static final String UDP_V4 = ETHERNET + "00" + "4500002000000000401100000a0100010a0a0001";
  private static final String UDP_V6 =
      "020000000001020000000002"
          + "86dd"
          + "60000000000c1140"
          + "fd000001000000000000000000000001"
          + "fd000010000000000000000000000001";

  private final FrameStore store = new FrameStore();

  @SuppressWarnings("restricted") // The store hands out addresses.
  private int flow(String hex) {
    byte[] bytes = HexFormat.of().parseHex(hex);
    int frame = store.take();
    store.length(frame, bytes.length);
    MemorySegment.copy(
        bytes,
        0,
        MemorySegment.ofAddress(store.address(frame)).reinterpret(bytes.length),
        ValueLayout.JAVA_BYTE,
        0,
        bytes.length);
    return EthernetFrame.flow(store, frame);
  }

  @Test
  void packetsOfOneFlowHaveItsNumber() {
    assertThat(flow(UDP_V4 + "14501451000c0000" + "01020304"))
        .isEqualTo(flow(UDP_V4 + "14501451000c0000" + "aabbccdd"))
        .isNotEqualTo(flow(UDP_V4 + "14501452000c0000" + "01020304"))
        .isNotEqualTo(flow(UDP_V4.replace("0a0a0001", "0a0a0002") + "14501451000c000001020304"))
        .isNotEqualTo(flow(UDP_V4.replace("4011", "4006") + "14501451000c000001020304"));
    assertThat(flow(UDP_V6 + "14501451000c0000" + "01020304"))
        .isEqualTo(flow(UDP_V6 + "14501451000c0000" + "aabbccdd"))
        .isNotEqualTo(flow(UDP_V6 + "14501452000c0000" + "01020304"));
  }

  /// In its header nothing is told of a flow that is looked at.
  @Test
  void otherFramesAreOfOneFlow() {
    String arp = ETHERNET + "06" + "0001080006040001020000000001cb007101000000000000cb007102";

    assertThat(flow(arp)).isEqualTo(flow(arp.replace("7102", "7103"))).isZero();
    assertThat(flow(ETHERNET + "00" + "45")).isZero();
  }
}
