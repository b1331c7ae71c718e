package main

import (
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"os"
	"strings"

	"github.com/go-sql-driver/mysql"
)

// useTLS registers a way to check the server's certificate and chooses it.
func useTLS(config *mysql.Config, version uint16) {
	pool := x509.NewCertPool()
	content, err := os.ReadFile(env("DB_TLS_CA"))
	must(err)
	pool.AppendCertsFromPEM(content)
	must(mysql.RegisterTLSConfig("case", &tls.Config{RootCAs: pool, ServerName: env("DB_HOST"), MinVersion: version, MaxVersion: version}))
	config.TLSConfig = "case"
}

// TLS and what else is decided at the login.
func addLoginCases() {
	for minor, version := range []uint16{2: tls.VersionTLS12, 3: tls.VersionTLS13} {
		if version == 0 {
			continue
		}
		version := version
		add(fmt.Sprintf("TLS 1.%d with a checked certificate", minor), func(l *lines) {
			s := openWith(l, func(c *mysql.Config) { useTLS(c, version) })
			defer s.close()
			s.rows("SELECT 'over TLS', REPEAT('x', 300000)")
			s.rows("SELECT ?, REPEAT('x', 300000)", "over TLS")
		})
	}
	add("TLS without a check of the certificate", func(l *lines) {
		s := openWith(l, func(c *mysql.Config) { c.TLSConfig = "skip-verify" })
		defer s.close()
		s.rows("SELECT 'over TLS'")
	})
	add("TLS where the server has it", func(l *lines) {
		s := openWith(l, func(c *mysql.Config) { c.TLSConfig = "preferred" })
		defer s.close()
		s.rows("SELECT 'over TLS'")
	})
	add("20 MB over TLS in both directions", func(l *lines) {
		s := openWith(l, func(c *mysql.Config) { useTLS(c, tls.VersionTLS13) })
		defer s.close()
		value := strings.Repeat("0123456789", 2000000)
		var back string
		must(s.QueryRowContext(background, "SELECT ?", value).Scan(&back))
		l.add("%v", back == value)
	})
	add("A certificate of an unknown authority is refused", func(l *lines) {
		must(mysql.RegisterTLSConfig("nobody", &tls.Config{RootCAs: x509.NewCertPool(), ServerName: env("DB_HOST")}))
		addRefusal(l, func(c *mysql.Config) { c.TLSConfig = "nobody" })
	})
	add("A certificate for another name is refused", func(l *lines) {
		addRefusal(l, func(c *mysql.Config) {
			useTLS(c, tls.VersionTLS13)
			pool := x509.NewCertPool()
			content, err := os.ReadFile(env("DB_TLS_CA"))
			must(err)
			pool.AppendCertsFromPEM(content)
			must(mysql.RegisterTLSConfig("name", &tls.Config{RootCAs: pool, ServerName: "other.example"}))
			c.TLSConfig = "name"
		})
	})
	add("A wrong password", func(l *lines) { addRefusal(l, func(c *mysql.Config) { c.Passwd = "wrong" }) })
	add("No password", func(l *lines) { addRefusal(l, func(c *mysql.Config) { c.Passwd = "" }) })
	add("An unknown user", func(l *lines) { addRefusal(l, func(c *mysql.Config) { c.User = "nobody" }) })
	add("The other account in its schema", func(l *lines) {
		s := openWith(l, func(c *mysql.Config) {
			c.User, c.Passwd, c.DBName = env("DB_OTHER_USER"), env("DB_OTHER_PASSWORD"), env("DB_OTHER_NAME")
		})
		defer s.close()
		s.rows("SELECT CURRENT_USER(), DATABASE(), name FROM place")
	})
}

// addRefusal notes that no connection comes about; the reason may name addresses.
func addRefusal(l *lines, change func(*mysql.Config)) {
	defer func() {
		if failed := recover(); failed != nil {
			l.add("refused")
		}
	}()
	openWith(l, change).close()
	l.add("connected")
}
