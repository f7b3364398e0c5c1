package io.hawser.lab.emulator;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// The emulator's process: `EmulatorProcess WIRE-FILE SOCKET SEED bound|detached`.
///
/// Started inside the middle namespace. `bound`: it ends when its standard input does, that is with
/// the lab that started it, however that ended. `detached`: it runs until it is killed.
public final class EmulatorProcess {
  private EmulatorProcess() {}

  public static void main(String[] arguments) throws IOException {
    List<WirePlan> plans =
        Files.readAllLines(Path.of(arguments[0])).stream().map(WirePlan::parse).toList();
    EmulatorLoop loop = new EmulatorLoop(plans, Long.parseLong(arguments[2]));
    Thread.ofPlatform().name("wires").daemon().start(loop);
    try (ControlSocket control = new ControlSocket(loop, Path.of(arguments[1]))) {
      if (arguments[3].equals("bound")) {
        Thread.ofPlatform().name("bound").daemon().start(EmulatorProcess::endWithInput);
      }
      control.serve();
    }
  }

  private static void endWithInput() {
    try {
      while (System.in.read() >= 0) {
        // What the lab writes does not matter, only that it is there.
      }
    } catch (IOException closed) {
      // The same as the end of the input.
    }
    Runtime.getRuntime().halt(0);
  }
}
