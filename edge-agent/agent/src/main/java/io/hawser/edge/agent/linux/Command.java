package io.hawser.edge.agent.linux;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// One run of `ip` or `nft`, for what is done rarely. A failure shows the command and what it said.
final class Command {
  /// Both answer within milliseconds; a run longer than this hangs on a lock of a broken kernel.
  private static final long LIMIT_SECONDS = 20;

  private Command() {}

  /// Runs a command with nothing on its input; answers its output.
  static String run(String... command) {
    return runWith("", command);
  }

  /// Runs a command that reads `input`; answers its output.
  static String runWith(String input, String... command) {
    Outcome outcome = execute(input, command);
    if (outcome.status != 0) {
      throw new LinuxException(outcome.complaint(input, command));
    }
    return outcome.output;
  }

  /// Runs a command whose failure means that its work was done already.
  static void attempt(String input, String... command) {
    execute(input, command);
  }

  private record Outcome(int status, String output, String errors) {
    String complaint(String input, String... command) {
      StringBuilder text = new StringBuilder(String.join(" ", command));
      text.append(": exit status ").append(status).append(": ").append(errors.strip());
      if (!input.isEmpty()) {
        text.append("\ninput:\n").append(input.strip());
      }
      return text.toString();
    }
  }

  private static Outcome execute(String input, String... command) {
    Path errors = null;
    try {
      // A file, so that neither stream can fill up while the other is read.
      errors = Files.createTempFile("hawser", ".stderr");
      Process process = new ProcessBuilder(List.of(command)).redirectError(errors.toFile()).start();
      return await(process, input, errors, command);
    } catch (IOException e) {
      throw new LinuxException(command[0] + ": cannot be run (expected: it is installed)", e);
    } finally {
      delete(errors);
    }
  }

  private static Outcome await(Process process, String input, Path errors, String... command)
      throws IOException {
    try (var in = process.getOutputStream()) {
      in.write(input.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      // It ended without reading all; its status and errors tell why.
    }
    try (InputStream out = process.getInputStream()) {
      String output = new String(out.readAllBytes(), StandardCharsets.UTF_8);
      if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
        throw new LinuxException(
            String.join(" ", command) + ": still running (expected: done within 20 s)");
      }
      return new Outcome(process.exitValue(), output, Files.readString(errors));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LinuxException(String.join(" ", command) + ": interrupted", e);
    } finally {
      process.destroyForcibly();
    }
  }

  private static void delete(@Nullable Path file) {
    try {
      if (file != null) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
