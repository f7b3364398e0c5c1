"""A STAMP reflector (RFC 8762 section 4.3; with "extended" RFC 8972 section 4) whose packets are scapy's.

reflector.py COUNT plain|extended
"""
import socket
import struct
import sys
import time

from scapy.contrib.stamp import (
    ErrorEstimate,
    STAMPSessionReflectorTestUnauthenticated as Reply,
    STAMPSessionSenderTestUnauthenticated as Request,
)
from scapy.layers.inet import UDP

PORT = 862
IP_RECVTTL = 12  # linux/in.h
FROM_UNIX_TO_NTP = 2_208_988_800
UNRECOGNIZED = 0x80  # RFC 8972 section 4.2: the first bit; scapy 2.5 calls the last one U


def now():
    return time.time() + FROM_UNIX_TO_NTP


def main(count, extended):
    udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    udp.setsockopt(socket.IPPROTO_IP, IP_RECVTTL, 1)
    udp.bind(("", PORT))
    print("ready", flush=True)
    for number in range(count):
        data, ancillary, _, peer = udp.recvmsg(1500, 64)
        received = now()
        # It finds the length of the extensions by UDP's, for which it looks in the wrong place where it reads the whole.
        request = Request(data, _parent=UDP(len=8 + len(data)))
        extensions = request.tlv_objects if extended else []
        for extension in extensions:
            extension.flags = UNRECOGNIZED
        reply = Reply(
            seq=number,
            ts=now(),
            err_estimate=ErrorEstimate(S=1, scale=12, multiplier=3),
            ssid=request.ssid if extended else 0,
            ts_rx=received,
            seq_sender=request.seq,
            err_estimate_sender=request.err_estimate,
            ttl_sender=struct.unpack("i", ancillary[0][2])[0],
            tlv_objects=extensions,
        )
        # As it is: to seconds and back it would be rounded.
        reply.fields["ts_sender"] = request.fields["ts"]
        udp.sendto(bytes(reply), peer)


main(int(sys.argv[1]), sys.argv[2] == "extended")
