package io.hawser.orchestrator.server.users;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SecureRandom;
import org.junit.jupiter.api.Test;

class PasswordHashTest {
  @Test
  void aPasswordMatchesItsOwnHashOnly() {
    String hash = PasswordHash.make("correct horse", new SecureRandom());

    assertThat(PasswordHash.matches("correct horse", hash)).isTrue();
    assertThat(PasswordHash.matches("correct horsf", hash)).isFalse();
    assertThat(PasswordHash.matches("", hash)).isFalse();
  }

  /// Made by the reference implementation: `echo -n password | argon2 somesalt -id -t 2 -k 65536 -p
  /// 1 -l 32`, as its own test.c has it.
  @Test
  void aHashOfTheReferenceImplementationIsUnderstood() {
    String reference =
        "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";

    assertThat(PasswordHash.matches("password", reference)).isTrue();
    assertThat(PasswordHash.matches("passwore", reference)).isFalse();
  }

  @Test
  void twoHashesOfOnePasswordDiffer() {
    SecureRandom random = new SecureRandom();

    assertThat(PasswordHash.make("same", random)).isNotEqualTo(PasswordHash.make("same", random));
  }

  @Test
  void anotherFormatIsRefused() {
    assertThatThrownBy(() -> PasswordHash.matches("x", "$2b$10$abc"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected: $argon2id");
  }
}
