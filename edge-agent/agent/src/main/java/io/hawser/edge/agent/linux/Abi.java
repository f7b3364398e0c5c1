package io.hawser.edge.agent.linux;

/// Numbers of the kernel's interface, the same on x86-64 and 64-bit ARM (little-endian).
final class Abi {
  // Files: include/uapi/asm-generic/fcntl.h
  static final int O_RDWR = 2;
  static final int O_NONBLOCK = 0x800;
  static final int O_CLOEXEC = 0x80000;

  // Sockets: include/linux/socket.h, include/uapi/asm-generic/socket.h
  static final int AF_INET = 2;
  static final int AF_INET6 = 10;
  static final int AF_NETLINK = 16;
  static final int AF_PACKET = 17;
  static final int SOCK_DGRAM = 2;
  static final int SOCK_RAW = 3;
  static final int SOL_SOCKET = 1;
  static final int SO_BINDTODEVICE = 25;
  static final int SO_SNDBUFFORCE = 32;
  static final int SO_RCVBUFFORCE = 33;
  static final int SO_MARK = 36;
  static final int SO_RXQ_OVFL = 40;
  static final int MSG_TRUNC = 0x20;
  static final int MSG_DONTWAIT = 0x40;
  static final int MSG_ERRQUEUE = 0x2000;

  // IP: include/uapi/linux/in.h, in6.h
  static final int IPPROTO_IP = 0;
  static final int IPPROTO_IPV6 = 41;
  static final int IP_TOS = 1;
  static final int IP_RECVTOS = 13;
  static final int IP_MTU_DISCOVER = 10;
  static final int IP_RECVERR = 11;
  static final int IPV6_MTU_DISCOVER = 23;
  static final int IPV6_RECVERR = 25;
  static final int IPV6_V6ONLY = 26;
  static final int IPV6_RECVTCLASS = 66;
  static final int IPV6_TCLASS = 67;
  static final int PMTUDISC_PROBE = 3;

  // UDP: include/uapi/linux/udp.h
  static final int SOL_UDP = 17;
  static final int UDP_SEGMENT = 103;
  static final int UDP_GRO = 104;

  // Scheduling: include/uapi/linux/sched/types.h, struct sched_attr, version 0. The number of the
  // call is one of the few that differ between the machines.
  static final long SYS_SCHED_SETATTR = "aarch64".equals(System.getProperty("os.arch")) ? 274 : 314;
  static final long SCHED_FLAG_KEEP_POLICY = 0x08;
  static final int SCHED_ATTR_FLAGS = 8;
  static final int SCHED_ATTR_LENGTH = 48;
  static final int SCHED_ATTR_NICE = 16;
  static final int SCHED_ATTR_RUNTIME = 24;

  // Time: include/uapi/linux/time.h
  static final int CLOCK_REALTIME = 0;
  static final int CLOCK_BOOTTIME = 7;

  // TUN: include/uapi/linux/if_tun.h
  static final long TUNSETIFF = 0x400454caL;
  static final short IFF_TUN = 0x0001;
  static final short IFF_NO_PI = 0x1000;
  static final short IFF_VNET_HDR = 0x4000;
  static final long TUNSETOFFLOAD = 0x400454d0L;
  static final int TUN_F_CSUM = 0x01;
  static final int TUN_F_TSO4 = 0x02;
  static final int TUN_F_TSO6 = 0x04;
  static final int TUN_F_TSO_ECN = 0x08;
  static final int TUN_F_USO4 = 0x20;
  static final int TUN_F_USO6 = 0x40;
  static final int IFNAMSIZ = 16;
  static final int IFREQ_LENGTH = 40;

  // struct pollfd { int fd; short events; short revents; }
  static final int POLLFD_LENGTH = 8;
  static final int POLLFD_EVENTS = 4;
  static final int POLLFD_REVENTS = 6;
  static final short POLLIN = 1;
  static final short POLLERR = 8;

  // struct mmsghdr { struct msghdr { name, iov, control, flags }; unsigned length; }, LP64
  static final int MMSGHDR_LENGTH = 64;
  static final int MSG_NAME = 0;
  static final int MSG_NAMELEN = 8;
  static final int MSG_IOV = 16;
  static final int MSG_IOVLEN = 24;
  static final int MSG_CONTROL = 32;
  static final int MSG_CONTROLLEN = 40;
  static final int MSG_FLAGS = 48;
  static final int MSG_LEN = 56;

  // struct iovec { void *base; size_t length; }
  static final int IOVEC_LENGTH = 16;
  static final int IOV_BASE = 0;
  static final int IOV_LEN = 8;

  // struct cmsghdr { size_t length; int level; int type; } and its data
  static final int CMSG_LEVEL = 8;
  static final int CMSG_TYPE = 12;
  static final int CMSG_DATA = 16;

  private Abi() {}
}
