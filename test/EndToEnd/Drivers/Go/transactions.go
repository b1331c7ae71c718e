package main

import (
	"context"
	"database/sql"
	"errors"
)

// Transactions by the functions of the language, locks, deadlocks.
func addTransactionCases() {
	add("Commit and rollback", func(l *lines) {
		s := open(l, "CREATE OR REPLACE TABLE t (a INT)")
		defer s.close()
		for n, end := range []func(*sql.Tx) error{(*sql.Tx).Commit, (*sql.Tx).Rollback} {
			tx, err := s.BeginTx(background, nil)
			must(err)
			_, err = tx.Exec("INSERT INTO t VALUES (?)", n)
			must(err)
			must(end(tx))
			s.addError("twice", end(tx))
		}
		s.rows("SELECT * FROM t")
	})
	add("Isolation levels and read-only transactions", func(l *lines) {
		s := open(l, "CREATE OR REPLACE TABLE t (a INT)")
		defer s.close()
		for _, options := range []sql.TxOptions{{Isolation: sql.LevelReadCommitted}, {Isolation: sql.LevelSerializable, ReadOnly: true}, {ReadOnly: true}} {
			tx, err := s.BeginTx(background, &options)
			must(err)
			_, err = tx.Exec("INSERT INTO t VALUES (?)", 1)
			if err != nil {
				l.add("%v: %s", options, errorText(err))
			} else {
				l.add("%v: inserted", options)
			}
			must(tx.Rollback())
		}
		s.rows("SELECT COUNT(*), @@tx_isolation FROM t")
	})
	add("Savepoints", func(l *lines) {
		s := open(l, "CREATE OR REPLACE TABLE t (a INT)", "BEGIN", "INSERT INTO t VALUES (1)", "SAVEPOINT s", "INSERT INTO t VALUES (2)", "ROLLBACK TO s", "RELEASE SAVEPOINT s", "COMMIT")
		defer s.close()
		s.rows("SELECT * FROM t")
		s.fails("ROLLBACK TO s")
	})
	add("Statements of the connection used in a transaction", func(l *lines) {
		s := open(l, "CREATE OR REPLACE TABLE t (a INT)")
		defer s.close()
		insert := s.prepare("INSERT INTO t VALUES (?)")
		tx, err := s.BeginTx(background, nil)
		must(err)
		inside := tx.Stmt(insert)
		for n := 0; n < 3; n++ {
			_, err = inside.Exec(n)
			must(err)
		}
		must(tx.Rollback())
		_, err = insert.Exec(9)
		must(err)
		s.rows("SELECT * FROM t")
	})
	add("Autocommit switched off", func(l *lines) {
		s := open(l, "CREATE OR REPLACE TABLE t (a INT)", "SET autocommit = 0", "INSERT INTO t VALUES (1)", "ROLLBACK", "INSERT INTO t VALUES (2)", "SET autocommit = 1")
		defer s.close()
		s.rows("SELECT a, @@autocommit FROM t")
	})
	add("A lock that another connection holds times out", func(l *lines) {
		a := open(l, "CREATE OR REPLACE TABLE w (a INT PRIMARY KEY)", "INSERT INTO w VALUES (1)", "BEGIN", "SELECT * FROM w FOR UPDATE")
		defer a.close()
		b := open(l, "SET innodb_lock_wait_timeout = 1")
		defer b.close()
		b.fails("DELETE FROM w WHERE a = ?", 1)
		b.fails("SELECT * FROM w FOR UPDATE NOWAIT")
		a.exec("COMMIT")
		b.count("DELETE FROM w WHERE a = ?", 1)
	})
	add("A deadlock ends one of the two transactions", func(l *lines) {
		a := open(l, "CREATE OR REPLACE TABLE dl (a INT PRIMARY KEY, v INT)", "INSERT INTO dl SELECT seq, 0 FROM seq_1_to_1000")
		defer a.close()
		b := open(l)
		defer b.close()
		a.exec("BEGIN")
		b.exec("BEGIN")
		// The transaction that has changed less is the one that the server ends.
		a.exec("UPDATE dl SET v = 1 WHERE a < ?", 500)
		b.exec("UPDATE dl SET v = 2 WHERE a = 1000")
		done := make(chan error)
		go func() {
			_, err := a.ExecContext(background, "UPDATE dl SET v = 3 WHERE a = 1000")
			done <- err
		}()
		_, err := b.ExecContext(background, "UPDATE dl SET v = ? WHERE a = 1", 4)
		b.addError("the smaller one", err)
		must(<-done)
		a.exec("COMMIT")
		a.rows("SELECT v, COUNT(*) FROM dl GROUP BY v ORDER BY v")
	})
	add("A transaction whose context is cancelled is rolled back", func(l *lines) {
		s := open(l, "CREATE OR REPLACE TABLE cancelled (a INT)")
		defer s.close()
		ctx, cancel := context.WithCancel(background)
		tx, err := s.db.BeginTx(ctx, nil)
		must(err)
		_, err = tx.Exec("INSERT INTO cancelled VALUES (1)")
		must(err)
		cancel()
		err = tx.Commit()
		l.add("%v", errors.Is(err, context.Canceled) || errors.Is(err, sql.ErrTxDone))
		// The lock on the table's rows goes with the transaction.
		s.rows("SELECT * FROM cancelled FOR UPDATE")
	})
}
