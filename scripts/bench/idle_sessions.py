#!/usr/bin/env python3
"""Opens sessions, logs them in (mysql_native_password) and holds them until standard input ends.

idle_sessions.py PORT USER PASSWORD DATABASE COUNT KIND    prints "ready N" when N sessions are logged in

KIND is plain, tls (no certificate is checked) or compressed.
"""
import hashlib
import socket
import ssl
import struct
import sys

SSL, COMPRESS = 0x800, 0x20
trusting = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
trusting.check_hostname = False
trusting.verify_mode = ssl.CERT_NONE


def read(connection, count):
    bytes_read = b""
    while len(bytes_read) < count:
        some = connection.recv(count - len(bytes_read))
        if not some:
            raise ConnectionError("the server has closed the connection")
        bytes_read += some
    return bytes_read


def read_packet(connection):
    head = read(connection, 4)
    return read(connection, head[0] | head[1] << 8 | head[2] << 16)


def log_in(port, user, password, database, kind):
    connection = socket.create_connection(("127.0.0.1", port))
    greeting = read_packet(connection)
    version_end = greeting.index(0, 1)
    first = greeting[version_end + 5:version_end + 13]
    second = greeting[version_end + 32:version_end + 44]
    hashed = hashlib.sha1(password).digest()
    mask = hashlib.sha1(first + second + hashlib.sha1(hashed).digest()).digest()
    proof = bytes(a ^ b for a, b in zip(hashed, mask))
    # LONG_PASSWORD, CONNECT_WITH_DB, PROTOCOL_41, TRANSACTIONS, SECURE_CONNECTION, PLUGIN_AUTH
    flags = 0x1 | 0x8 | 0x200 | 0x2000 | 0x8000 | 0x80000
    flags |= {"tls": SSL, "compressed": COMPRESS}.get(kind, 0)
    start = struct.pack("<IIB23x", flags, 1 << 24, 45)
    sequence = 1
    if kind == "tls":
        connection.sendall(struct.pack("<I", len(start) | sequence << 24) + start)
        connection = trusting.wrap_socket(connection)
        sequence += 1
    body = start + user + b"\0" + bytes([len(proof)]) + proof + database + b"\0mysql_native_password\0"
    connection.sendall(struct.pack("<I", len(body) | sequence << 24) + body)
    answer = read_packet(connection)
    if answer[0] != 0:
        raise ConnectionError(answer)
    return connection


def main():
    port, user, password, database, count, kind = sys.argv[1:7]
    sessions = [log_in(int(port), user.encode(), password.encode(), database.encode(), kind) for _ in range(int(count))]
    print(f"ready {len(sessions)}", flush=True)
    sys.stdin.read()


main()
