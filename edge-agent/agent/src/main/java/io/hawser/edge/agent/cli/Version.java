package io.hawser.edge.agent.cli;

/// The version of this program, from its jar.
public final class Version {
  public static String current() {
    String version = Version.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }

  private Version() {}
}
