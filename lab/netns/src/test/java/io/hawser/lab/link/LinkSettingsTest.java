package io.hawser.lab.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LinkSettingsTest {
  @Test
  void appliesAKeyToBothDirectionsUnlessOneIsNamed() {
    LinkSettings settings = LinkSettings.PERFECT.with(List.of("rate=10mbit", "up.rate=512kbit"));

    assertThat(settings.up().rateBps()).isEqualTo(512_000);
    assertThat(settings.down().rateBps()).isEqualTo(10_000_000);
  }

  @Test
  void readsEveryUnit() {
    LinkSettings settings =
        LinkSettings.PERFECT.with(
            List.of("delay=1.5ms", "jitter=250us", "loss=0.5%", "reorder=200ppm", "queue=64kb"));

    assertThat(settings.up().delayNs()).isEqualTo(1_500_000);
    assertThat(settings.up().jitterNs()).isEqualTo(250_000);
    assertThat(settings.up().lossPpm()).isEqualTo(5_000);
    assertThat(settings.up().reorderPpm()).isEqualTo(200);
    assertThat(settings.up().queue()).isEqualTo(new QueueLimit.Bytes(64_000));
  }

  @Test
  void swallowsTheDirectionThatABlackholeNames() {
    LinkSettings out = LinkSettings.PERFECT.with(List.of("blackhole=out"));

    assertThat(out.up().blackhole()).isTrue();
    assertThat(out.down().blackhole()).isFalse();
    assertThat(out.with(List.of("blackhole=none"))).isEqualTo(LinkSettings.PERFECT);
  }

  @Test
  void takesDownAsAnotherWordForTheCarrier() {
    assertThat(LinkSettings.PERFECT.with(List.of("down=true")).carrierUp()).isFalse();
    assertThat(LinkSettings.PERFECT.with(List.of("carrier=down", "down=false")).carrierUp())
        .isTrue();
  }

  @Test
  void rendersWordsThatMakeTheSameSettings() {
    LinkSettings settings =
        LinkSettings.PERFECT.with(
            List.of(
                "rate=10mbit",
                "down.rate=40mbit",
                "delay=35ms",
                "jitter=4ms",
                "spread=90ms",
                "loss=0.1%",
                "burst=3",
                "loss-over=700",
                "reorder=1%",
                "reorder-by=7ms",
                "duplicate=2%",
                "fq-codel=7mbit",
                "queue=50p",
                "mtu=1400",
                "blackhole=in",
                "carrier=down"));

    assertThat(LinkSettings.PERFECT.with(settings.words())).isEqualTo(settings);
    assertThat(LinkSettings.PERFECT.with(List.of("delay=3ms")).summary())
        .isEqualTo("up.delay=3000us down.delay=3000us");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "lss=5%|did you mean loss?",
        "loss=5|expected: a share from 0% to 100%",
        "loss=101%|expected: a share from 0% to 100%",
        "rate=0mbit|expected: a rate",
        "rate=fast|expected: a rate",
        "delay=12|expected: a time",
        "burst=0.5|expected: a mean burst length",
        "mtu=9000|expected: bytes from 68 to 2000",
        "queue=0p|expected: a queue",
        "up.carrier=down|of the whole link",
        "blackhole=up|expected: one of none, out, in, both",
        "loss|expected: key=value",
      })
  void refusesWhatItDoesNotUnderstandAndSaysWhatItExpected(String word, String message) {
    assertThatThrownBy(() -> LinkSettings.PERFECT.with(List.of(word)))
        .isInstanceOf(LinkSettingException.class)
        .hasMessageContaining(message);
  }

  @Test
  void keepsTheTableOfKeysInTheReadmeTrue() throws Exception {
    assertThat(Files.readString(Path.of("../README.md"))).contains(LinkKey.table());
  }
}
