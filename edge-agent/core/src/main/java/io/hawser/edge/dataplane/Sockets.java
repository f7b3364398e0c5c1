package io.hawser.edge.dataplane;

/// The numbers of an edge's UDP sockets: for each link one that carries its paths, by the link's
/// own key, and one for stock clients of the service key.
public final class Sockets {
  private Sockets() {}

  /// The socket of a link's paths.
  public static int ofLink(int link) {
    return link << 1;
  }

  /// The socket by which the service key is reached over a link.
  public static int ofService(int link) {
    return link << 1 | 1;
  }

  public static int link(int socket) {
    return socket >>> 1;
  }

  /// Whether the socket's link is among `links`, a bit for each link's number.
  static boolean isAmong(int socket, long links) {
    return (links >>> link(socket) & 1) != 0;
  }

  public static boolean isService(int socket) {
    return (socket & 1) != 0;
  }
}
