package main

import (
	"database/sql"
	"math"
	"strings"
	"time"

	"github.com/go-sql-driver/mysql"
)

// Parameters of prepared statements, of every type of the language, and binary rows of every type of the server.
func addParameterCases() {
	add("Integers of every width as parameters", func(l *lines) {
		s := open(l)
		defer s.close()
		s.rows("SELECT ?, ?, ?, ?, ?, ?", int8(-128), uint8(255), int64(math.MinInt64), int64(math.MaxInt64), uint32(math.MaxUint32), 0)
	})
	add("An unsigned integer of 64 bits as a parameter and as a result", func(l *lines) {
		s := open(l, "CREATE OR REPLACE TABLE u (a BIGINT UNSIGNED)")
		defer s.close()
		s.exec("INSERT INTO u VALUES (?), (?)", uint64(math.MaxUint64), uint64(1)<<63)
		s.rows("SELECT a, a - 1 FROM u WHERE a > ? ORDER BY a", 0)
		var value uint64
		must(s.QueryRowContext(background, "SELECT MAX(a) FROM u WHERE a > ?", 0).Scan(&value))
		l.add(show(value))
	})
	add("Floating point numbers as parameters", func(l *lines) {
		s := open(l)
		defer s.close()
		s.rows("SELECT ?, ?, ?, ?", 0.1, -math.MaxFloat64, math.SmallestNonzeroFloat64, float32(0.5))
	})
	add("Texts, bytes, truth values and NULL as parameters", func(l *lines) {
		s := open(l)
		defer s.close()
		s.rows("SELECT ?, ?, ?, ?, ?, HEX(?)", "ü 日本 🧿", []byte{0, 255, '\''}, true, false, nil, fixedBytes(300))
	})
	add("Times as parameters", func(l *lines) {
		s := open(l, "CREATE OR REPLACE TABLE times (a DATETIME(6), b DATE, c VARCHAR(40))")
		defer s.close()
		moment := time.Date(2024, 2, 29, 23, 59, 59, 123456000, time.UTC)
		s.exec("INSERT INTO times VALUES (?, ?, ?), (?, ?, ?)", moment, moment, moment, time.Time{}, nil, time.Date(1999, 12, 31, 0, 0, 0, 0, time.UTC))
		s.rows("SELECT * FROM times WHERE c <> ? ORDER BY c", "")
	})
	add("Integers of every width in a binary row", func(l *lines) {
		s := open(l, "CREATE OR REPLACE TABLE i (a TINYINT, b TINYINT UNSIGNED, c SMALLINT, d SMALLINT UNSIGNED, e MEDIUMINT, f INT UNSIGNED, g BIGINT, h BIGINT UNSIGNED, k BOOL)",
			"INSERT INTO i VALUES (-128, 255, -32768, 65535, -8388608, 4294967295, -9223372036854775808, 18446744073709551615, TRUE), (0, 0, 0, 0, 0, 0, 0, 0, NULL)")
		defer s.close()
		s.rows("SELECT * FROM i WHERE a < ? ORDER BY a", 100)
	})
	add("Decimals, floats and bits in a binary row", func(l *lines) {
		s := open(l, "CREATE OR REPLACE TABLE d (a DECIMAL(65,30), b FLOAT, c DOUBLE, e BIT(64), f YEAR)",
			"INSERT INTO d VALUES (12345678901234567890123456789012345.123456789012345678901234567890, 0.1, 5e-324, 1 << 63, 2155), (NULL, NULL, NULL, b'1', NULL)")
		defer s.close()
		s.rows("SELECT * FROM d WHERE ? ORDER BY a", 1)
	})
	add("Dates and times in a binary row as text", func(l *lines) {
		s := open(l, datesTable...)
		defer s.close()
		s.rows("SELECT * FROM dates WHERE ? ORDER BY a", 1)
	})
	add("Dates and times in a binary row as times of the language", func(l *lines) {
		s := openWith(l, func(c *mysql.Config) { c.ParseTime = true }, datesTable...)
		defer s.close()
		s.rows("SELECT a, b, c FROM dates WHERE ? ORDER BY a", 1)
		s.rows("SELECT a, b, c FROM dates ORDER BY a")
	})
	add("Times in another zone", func(l *lines) {
		s := openWith(l, func(c *mysql.Config) {
			c.ParseTime = true
			c.Loc = time.FixedZone("UTC", 3*3600)
		}, "SET time_zone = '+03:00', timestamp = 1700000000")
		defer s.close()
		s.rows("SELECT NOW(), CAST(NOW() AS CHAR)")
	})
	add("Texts, blobs, enums, sets, JSON and geometry in a binary row", func(l *lines) {
		s := open(l, "CREATE OR REPLACE TABLE x (a CHAR(5), b VARBINARY(9), c TEXT, d LONGBLOB, e ENUM('x', 'ÿ'), f SET('p', 'q'), g JSON, h POINT, i UUID, j INET6)")
		defer s.close()
		s.exec("INSERT INTO x VALUES (?, ?, ?, ?, ?, ?, ?, POINT(?, ?), ?, ?)", "a", []byte{0, 254}, strings.Repeat("日", 10000), fixedBytes(100000), "ÿ", "q,p",
			`{"k": [1, "é"]}`, 1.5, -2, "00112233-4455-6677-8899-aabbccddeeff", "::1")
		s.rows("SELECT * FROM x WHERE ?", 1)
	})
	add("NULL in every column and in nullable types of the language", func(l *lines) {
		s := open(l)
		defer s.close()
		var number sql.NullInt64
		var text sql.NullString
		var moment mysql.NullTime
		must(s.QueryRowContext(background, "SELECT ?, CAST(NULL AS CHAR), CAST(NULL AS DATETIME)", nil).Scan(&number, &text, &moment))
		l.add("%v %v %v", number.Valid, text.Valid, moment.Valid)
		must(s.QueryRowContext(background, "SELECT ?, 'x', TIMESTAMP'2024-01-02 03:04:05'", 7).Scan(&number, &text, &moment))
		l.add("%v %v %v", number, text, moment)
	})
	add("A thousand parameters", func(l *lines) {
		s := open(l)
		defer s.close()
		values := make([]interface{}, 1000)
		for n := range values {
			if n%3 != 0 {
				values[n] = n
			}
		}
		s.rows("SELECT COUNT(*), SUM(v) FROM (SELECT ? AS v "+strings.Repeat("UNION ALL SELECT ? ", 199)+") t", values[:200]...)
		s.rows("SELECT CONCAT_WS(',', "+strings.TrimSuffix(strings.Repeat("?,", 1000), ",")+")", values...)
	})
	add("Parameters that the driver puts into the text", func(l *lines) {
		s := openWith(l, func(c *mysql.Config) { c.InterpolateParams = true })
		defer s.close()
		s.rows("SELECT ?, ?, ?, ?, ?, HEX(?)", 1, -0.5, "quote ' \\ \" \x00 \n ü", nil, true, []byte{0, 255})
		s.rows("SELECT ?", time.Date(2024, 2, 29, 1, 2, 3, 4000, time.UTC))
	})
}

var datesTable = []string{"SET sql_mode = ''", "CREATE OR REPLACE TABLE dates (a DATE, b DATETIME(6), c TIMESTAMP(3) NULL, d TIME(6))",
	"INSERT INTO dates VALUES ('2024-02-29', '1999-12-31 23:59:59.000001', '2001-02-03 04:05:06.789', '-838:59:59.999999'), ('0000-00-00', '0000-00-00 00:00:00', NULL, '00:00:00'), ('1000-01-01', '9999-12-31 23:59:59.999999', NULL, '12:00:00.5')"}
