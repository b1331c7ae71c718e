package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/go-sql-driver/mysql"
)

const endless = "SELECT COUNT(*) FROM seq_1_to_100000 a, seq_1_to_100000 b WHERE a.seq + b.seq > ?"

// Ending statements: from another connection, by a context, by a time limit.
func addCancelCases() {
	for _, values := range [][]interface{}{nil, {5}} {
		values := values
		add(fmt.Sprintf("KILL QUERY ends a statement with %d parameters", len(values)), func(l *lines) {
			s := open(l)
			defer s.close()
			killer := open(l)
			defer killer.close()
			text := endless
			if values == nil {
				text = "SELECT COUNT(*) FROM seq_1_to_100000 a, seq_1_to_100000 b"
			}
			s.addError("killed", killed(killer, "KILL QUERY "+s.value("SELECT CONNECTION_ID()"), func() error {
				return s.QueryRowContext(background, text, values...).Scan(new(int))
			}))
			s.rows("SELECT 'still there'")
		})
	}
	add("KILL ends a connection", func(l *lines) {
		s := open(l)
		defer s.close()
		killer := open(l)
		defer killer.close()
		err := killed(killer, "KILL "+s.value("SELECT CONNECTION_ID()"), func() error {
			return s.QueryRowContext(background, endless, 5).Scan(new(int))
		})
		l.add("%v", err != nil)
		l.add("%v", s.PingContext(background) != nil)
		killer.rows("SELECT 'the other one lives'")
	})
	add("A context that is cancelled gives up the statement", func(l *lines) {
		s := open(l)
		defer s.close()
		ctx, cancel := context.WithTimeout(background, 300*time.Millisecond)
		defer cancel()
		err := s.db.QueryRowContext(ctx, endless, 5).Scan(new(int))
		l.add("%v", errors.Is(err, context.DeadlineExceeded))
		s.rows("SELECT 'the other one lives'")
		must(s.db.Ping())
	})
	add("A context that is cancelled between the rows", func(l *lines) {
		s := open(l)
		defer s.close()
		ctx, cancel := context.WithCancel(background)
		result, err := s.db.QueryContext(ctx, "SELECT seq, REPEAT('x', 1000) FROM seq_1_to_100000")
		must(err)
		result.Next()
		row, err := scan(result, 2)
		must(err)
		l.add(row)
		cancel()
		for result.Next() {
		}
		l.add("%v", result.Err() != nil)
		s.rows("SELECT 'the other one lives'")
	})
	add("A read timeout of the driver gives up the connection", func(l *lines) {
		s := openWith(l, func(c *mysql.Config) { c.ReadTimeout = time.Second })
		defer s.close()
		l.add("%v", s.QueryRowContext(background, endless, 5).Scan(new(int)) != nil)
		other := open(l)
		defer other.close()
		other.rows("SELECT 'a new connection works'")
	})
	add("A time limit of the server", func(l *lines) {
		s := open(l, "SET max_statement_time = 0.1")
		defer s.close()
		s.fails(endless, 5)
		s.rows("SELECT 'after'")
	})
	add("An id that nobody has", func(l *lines) {
		s := open(l)
		defer s.close()
		s.fails("KILL QUERY 4294967295")
		s.fails("KILL 4294967295")
	})
}

// killed runs action and repeats the statement that ends it, as it may come before, until action has ended. The pause
// between two of them is long, so that the second does not come behind the end and hit what follows.
func killed(killer *session, statement string, action func() error) error {
	done := make(chan error, 1)
	go func() { done <- action() }()
	for pause := 300 * time.Millisecond; ; pause = 2 * time.Second {
		select {
		case err := <-done:
			return err
		case <-time.After(pause):
			killer.ExecContext(background, statement)
		}
	}
}
