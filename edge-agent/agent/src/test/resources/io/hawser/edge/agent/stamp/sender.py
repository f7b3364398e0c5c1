"""A STAMP sender (RFC 8762 section 4.2, RFC 8972 section 4) whose packets are scapy's. Tells each reply in a line.

sender.py ADDRESS COUNT
"""
import socket
import sys
import time

from scapy.contrib.stamp import (
    ErrorEstimate,
    STAMPSessionReflectorTestUnauthenticated as Reply,
    STAMPSessionSenderTestUnauthenticated as Request,
    STAMPTestTLV,
)
from scapy.layers.inet import UDP

PORT = 862
FROM_UNIX_TO_NTP = 2_208_988_800
EXTRA_PADDING = 1
NOT_ASSIGNED = 200
UNRECOGNIZED = 0x80  # RFC 8972 section 4.2: the first bit; scapy 2.5 calls the last one U


def now():
    return time.time() + FROM_UNIX_TO_NTP


def main(address, count):
    udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    udp.settimeout(5)
    udp.connect((address, PORT))
    for number in range(count):
        request = Request(
            seq=number,
            ts=now(),
            err_estimate=ErrorEstimate(S=1, scale=12, multiplier=3),
            ssid=0x1234,
            tlv_objects=[
                STAMPTestTLV(flags=UNRECOGNIZED, type=EXTRA_PADDING, len=8, value=b"padding!"),
                STAMPTestTLV(flags=UNRECOGNIZED, type=NOT_ASSIGNED, len=4, value=b"what"),
            ],
        )
        sent = bytes(request)
        udp.send(sent)
        data = udp.recv(1500)
        arrived = now()
        # It finds the length of the extensions by UDP's, for which it looks in the wrong place where it reads the whole.
        reply = Reply(data, _parent=UDP(len=8 + len(data)))
        in_order = sent[4:12] <= data[16:24] <= data[4:12] and float(reply.ts) <= arrived
        print(
            "seq=%d seq_sender=%d ssid=%#x ts_sender=%s err_sender=%s times=%s ttl=%d length=%d tlvs=%s"
            % (
                reply.seq,
                reply.seq_sender,
                reply.ssid,
                "echoed" if data[28:36] == sent[4:12] else "changed",
                "echoed" if data[36:38] == sent[12:14] else "changed",
                "in order" if in_order else "out of order",
                reply.ttl_sender,
                len(data) - len(sent),
                ",".join("%d:%#04x:%s" % (t.type, int(t.flags), t.value.decode()) for t in reply.tlv_objects),
            ),
            flush=True,
        )


main(sys.argv[1], int(sys.argv[2]))
