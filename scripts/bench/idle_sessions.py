#!/usr/bin/env python3
"""Opens sessions, logs them in (mysql_native_password) and holds them until standard input ends.

idle_sessions.py PORT USER PASSWORD DATABASE COUNT    prints "ready N" when N sessions are logged in
"""
import hashlib
import socket
import struct
import sys


def read_packet(connection):
    head = connection.recv(4, socket.MSG_WAITALL)
    if len(head) < 4:
        raise ConnectionError("the server has closed the connection")
    return connection.recv(head[0] | head[1] << 8 | head[2] << 16, socket.MSG_WAITALL)


def log_in(port, user, password, database):
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
    body = struct.pack("<IIB23x", flags, 1 << 24, 45) + user + b"\0" + bytes([len(proof)]) + proof
    body += database + b"\0mysql_native_password\0"
    connection.sendall(struct.pack("<I", len(body) | 1 << 24) + body)
    answer = read_packet(connection)
    if answer[0] != 0:
        raise ConnectionError(answer)
    return connection


def main():
    port, user, password, database, count = sys.argv[1:6]
    sessions = [log_in(int(port), user.encode(), password.encode(), database.encode()) for _ in range(int(count))]
    print(f"ready {len(sessions)}", flush=True)
    sys.stdin.read()


main()
