// Connects, writes and reads by mysql2.
const mysql = require('mysql2/promise');

async function visit() {
  const connection = await mysql.createConnection({
    host: process.env.DB_HOST, port: Number(process.env.DB_PORT), user: process.env.DB_USER,
    password: process.env.DB_PASSWORD, database: process.env.DB_NAME,
  });
  await connection.beginTransaction();
  const [written] = await connection.execute('INSERT INTO visit (name) VALUES (?)', ['mysql2']);
  await connection.commit();
  const [rows] = await connection.query('SELECT name FROM visit WHERE id = ?', [written.insertId]);
  console.log(rows[0].name);
  await connection.end();
}

visit().catch(error => { console.error(error); process.exit(1); });
