package main

import (
	"bytes"
	"fmt"
	"strings"
)

// The payload of a packet that is followed by another one.
const split = 0xffffff

// Values around and above the 16 MB at which the protocol splits a packet.
func addLongValueCases() {
	for _, payload := range []int{split - 1, split, split + 1} {
		payload := payload
		add(fmt.Sprintf("A statement whose packet has %d bytes", payload), func(l *lines) {
			s := open(l)
			defer s.close()
			head, tail := "SELECT LENGTH(v), MD5(v) FROM (SELECT '", "' AS v) AS t"
			// The command's own byte belongs to the payload.
			s.rows(head + strings.Repeat("a", payload-1-len(head)-len(tail)) + tail)
		})
	}
	for _, length := range []int{split - 5, split - 4, split, split + 1, 2 * split} {
		length := length
		add(fmt.Sprintf("A value of %d bytes comes back in both protocols", length), func(l *lines) {
			s := open(l)
			defer s.close()
			s.rows(fmt.Sprintf("SELECT REPEAT('r', %d), 'end'", length))
			s.rows("SELECT REPEAT('r', ?), 'end'", length)
		})
	}
	add("40 MB to the server as long data and back", func(l *lines) {
		s := open(l, "CREATE OR REPLACE TABLE large (v LONGBLOB)")
		defer s.close()
		value := bytes.Repeat(fixedBytes(1000), 40000)
		s.count("INSERT INTO large VALUES (?)", value)
		s.rows("SELECT LENGTH(v), MD5(v) FROM large WHERE ?", 1)
		for _, text := range []string{"SELECT v FROM large", "SELECT v FROM large WHERE 1 = ?"} {
			var back []byte
			must(s.QueryRowContext(background, text, make1(text)...).Scan(&back))
			l.add("%v", bytes.Equal(back, value))
		}
	})
	add("Two parameters of 20 MB and a small one", func(l *lines) {
		s := open(l)
		defer s.close()
		s.rows("SELECT LENGTH(?), MD5(?), ?", strings.Repeat("x", 20000000), bytes.Repeat([]byte{7}, 20000000), "small")
	})
	add("Long rows one after another", func(l *lines) {
		s := open(l)
		defer s.close()
		s.rows("SELECT seq, REPEAT(CHAR(64 + seq), 1000000 + seq) FROM seq_1_to_20")
	})
}

// make1 is the parameter 1 for a text that has a place for it.
func make1(text string) []interface{} {
	if strings.Contains(text, "?") {
		return []interface{}{1}
	}
	return nil
}
