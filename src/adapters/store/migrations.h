// Migrations: the steps from an empty database to today's tables, numbered from 1, each applied
// once and in a transaction of its own. What was released is never changed: a new step is added.
//
// Their text is SQL for both databases with placeholders that the driver fills in; first SQLite's
// words for them, then PostgreSQL's:
//
//   {int}         a whole number of 64 bits: INTEGER; BIGINT
//   {blob}        bytes: BLOB; BYTEA
//   {id}          the column that, with home, is the key: INTEGER PRIMARY KEY; BIGINT NOT NULL
//   {end id ID}   ends such a table: STRICT; PRIMARY KEY (home, ID)
//   {end key K}   ends a table with another key: PRIMARY KEY (home, K); the same
//   {end claims}  ends the table of claims: as {id}; PRIMARY KEY (home, n, key_high, key_low)
//
// An SQLite file holds one home, so its keys of one column may do without it: rows by rowid are
// appended and found faster.
#pragma once

#include <span>
#include <string_view>

#include "adapters/store/driver.h"

namespace herlaad::store {

inline constexpr std::string_view kMigrations[] = {
    // 1: the first tables
    R"sql(
CREATE TABLE orders (
  home {int} NOT NULL,
  id {id},
  msisdn {int} NOT NULL,
  operator TEXT NOT NULL,
  house {int} NOT NULL CHECK (house IN (0, 1)),
  currency {int} NOT NULL CHECK (currency > 0),
  amount {int} NOT NULL CHECK (amount > 0),
  fee {int} NOT NULL CHECK (fee >= 0),
  fee_vat {int} NOT NULL CHECK (fee_vat BETWEEN 0 AND fee),
  vat {int} NOT NULL CHECK (vat BETWEEN 0 AND amount + fee),
  credit {int} NOT NULL CHECK (credit > 0),
  bonus {int} NOT NULL CHECK (bonus >= 0),
  valid_unit {int} NOT NULL,
  valid_count {int} NOT NULL,
  bonus_unit {int} NOT NULL,
  bonus_count {int} NOT NULL,
  tender {int} NOT NULL CHECK (tender BETWEEN 1 AND 6),
  collector TEXT NOT NULL,
  caller TEXT NOT NULL,
  created_at {int} NOT NULL,
  expires_at {int} NOT NULL,
  cancel_wanted {int} NOT NULL CHECK (cancel_wanted IN (0, 1)),
  attention {int} NOT NULL,
  resolution TEXT NOT NULL,
  limit_month {int} NOT NULL,
  previous_order {int} NOT NULL,
  state {int} NOT NULL CHECK (state BETWEEN 1 AND 10),
  is_open {int} NOT NULL CHECK (is_open IN (0, 1)),
  payments {int} NOT NULL CHECK (payments >= 1),
  deliveries {int} NOT NULL CHECK (deliveries >= 0),
  refunds {int} NOT NULL CHECK (refunds >= 0),
  transfers {int} NOT NULL CHECK (transfers >= 0)
{end id id};
CREATE INDEX orders_open ON orders (home, state, id) WHERE is_open = 1;

CREATE TABLE payments (
  home {int} NOT NULL,
  order_id {int} NOT NULL,
  n {int} NOT NULL CHECK (n > 0),
  state {int} NOT NULL CHECK (state BETWEEN 1 AND 5),
  asked {int} NOT NULL CHECK (asked >= 0),
  received {int} NOT NULL CHECK (received >= 0),
  reason {int} NOT NULL,
  reference TEXT NOT NULL,
  url TEXT NOT NULL,
  created_at {int} NOT NULL,
  settled_at {int} NOT NULL
{end key order_id, n};

CREATE TABLE deliveries (
  home {int} NOT NULL,
  order_id {int} NOT NULL,
  n {int} NOT NULL CHECK (n > 0),
  state {int} NOT NULL CHECK (state BETWEEN 1 AND 6),
  refusal {int} NOT NULL,
  reference TEXT NOT NULL,
  credited {int} NOT NULL CHECK (credited >= 0),
  bonus {int} NOT NULL CHECK (bonus >= 0),
  valid_until {int} NOT NULL,
  at_a_loss {int} NOT NULL CHECK (at_a_loss IN (0, 1)),
  created_at {int} NOT NULL,
  sent_at {int} NOT NULL,
  settled_at {int} NOT NULL
{end key order_id, n};

CREATE TABLE refunds (
  home {int} NOT NULL,
  order_id {int} NOT NULL,
  n {int} NOT NULL CHECK (n > 0),
  payment {int} NOT NULL CHECK (payment > 0),
  state {int} NOT NULL CHECK (state BETWEEN 1 AND 8),
  amount {int} NOT NULL CHECK (amount > 0),
  reference TEXT NOT NULL,
  created_at {int} NOT NULL,
  settled_at {int} NOT NULL
{end key order_id, n};

CREATE TABLE transfers (
  home {int} NOT NULL,
  order_id {int} NOT NULL,
  n {int} NOT NULL CHECK (n > 0),
  from_account TEXT NOT NULL,
  to_account TEXT NOT NULL CHECK (to_account <> from_account),
  asset {int} NOT NULL CHECK (asset > 0),
  amount {int} NOT NULL CHECK (amount > 0),
  at {int} NOT NULL
{end key order_id, n};

CREATE TABLE accounts (
  home {int} NOT NULL,
  name TEXT NOT NULL,
  stripe {int} NOT NULL,
  asset {int} NOT NULL CHECK (asset > 0),
  bounded {int} NOT NULL CHECK (bounded IN (0, 1)),
  balance {int} NOT NULL CHECK (bounded = 0 OR balance >= 0)
{end key name, stripe};

CREATE TABLE numbers (
  home {int} NOT NULL,
  msisdn {id},
  month {int} NOT NULL,
  taken {int} NOT NULL CHECK (taken >= 0),
  last_topup {int} NOT NULL,
  last_order {int} NOT NULL,
  operator TEXT,
  sim_state {int} CHECK (sim_state BETWEEN 1 AND 5),
  balance {int} CHECK (balance >= 0),
  valid_until {int},
  bonus {int} CHECK (bonus >= 0),
  bonus_until {int}
{end id msisdn};

CREATE TABLE claims (
  home {int} NOT NULL,
  n {id},
  key_high {int} NOT NULL,
  key_low {int} NOT NULL,
  body_high {int} NOT NULL,
  body_low {int} NOT NULL,
  outcome {int} NOT NULL CHECK (outcome BETWEEN 0 AND 255),
  order_id {int} NOT NULL,
  detail {int} NOT NULL,
  note TEXT NOT NULL,
  at {int} NOT NULL
{end claims};

CREATE TABLE claim_generations (
  home {int} NOT NULL,
  generation {id},
  fingerprints {blob} NOT NULL
{end id generation};

CREATE TABLE effects (
  home {int} NOT NULL,
  order_id {int} NOT NULL,
  purpose {int} NOT NULL CHECK (purpose BETWEEN 1 AND 5),
  n {int} NOT NULL CHECK (n > 0),
  lane TEXT NOT NULL,
  state {int} NOT NULL CHECK (state BETWEEN 1 AND 3),
  sends {int} NOT NULL CHECK (sends >= 0),
  asks {int} NOT NULL CHECK (asks >= 0),
  next_at {int} NOT NULL,
  marked_by {int} NOT NULL
{end key order_id, purpose, n};
CREATE INDEX effects_due ON effects (home, lane, next_at);

CREATE TABLE api_keys (
  home {int} NOT NULL,
  id {id},
  secret_high {int} NOT NULL,
  secret_low {int} NOT NULL,
  name TEXT NOT NULL,
  scopes TEXT NOT NULL,
  created_at {int} NOT NULL,
  revoked_at {int} NOT NULL
{end id id};
CREATE UNIQUE INDEX api_keys_secret ON api_keys (home, secret_high, secret_low);

CREATE TABLE audit (
  home {int} NOT NULL,
  n {id},
  at {int} NOT NULL,
  actor TEXT NOT NULL,
  action TEXT NOT NULL,
  subject TEXT NOT NULL,
  detail TEXT NOT NULL
{end id n};

CREATE TABLE settings (
  home {int} NOT NULL,
  name TEXT NOT NULL,
  value TEXT NOT NULL
{end key name};
)sql",
    // 2: the language of an order (4: English), what is told by text, and the effects that tell it
    R"sql(
ALTER TABLE orders ADD COLUMN language {int} NOT NULL DEFAULT 4 CHECK (language BETWEEN 1 AND 5);
ALTER TABLE orders ADD COLUMN texts {int} NOT NULL DEFAULT 0 CHECK (texts BETWEEN 0 AND 7);
CREATE TABLE effects_2 (
  home {int} NOT NULL,
  order_id {int} NOT NULL,
  purpose {int} NOT NULL CHECK (purpose BETWEEN 1 AND 6),
  n {int} NOT NULL CHECK (n > 0),
  lane TEXT NOT NULL,
  state {int} NOT NULL CHECK (state BETWEEN 1 AND 3),
  sends {int} NOT NULL CHECK (sends >= 0),
  asks {int} NOT NULL CHECK (asks >= 0),
  next_at {int} NOT NULL,
  marked_by {int} NOT NULL
{end key order_id, purpose, n};
INSERT INTO effects_2 (home, order_id, purpose, n, lane, state, sends, asks, next_at, marked_by)
  SELECT home, order_id, purpose, n, lane, state, sends, asks, next_at, marked_by FROM effects;
DROP TABLE effects;
ALTER TABLE effects_2 RENAME TO effects;
CREATE INDEX effects_due ON effects (home, lane, next_at);
)sql",
    // 3: who is at work on the database
    R"sql(
CREATE TABLE nodes (
  home {int} NOT NULL,
  node {id},
  life {int} NOT NULL,
  name TEXT NOT NULL,
  started_at {int} NOT NULL,
  seen_at {int} NOT NULL
{end id node};
)sql",
    // 4: from when the pause runs again if an order comes to nothing (an open one that does not
    // know ends it); since when a person has to look (0: not, or it began before this was kept)
    R"sql(
ALTER TABLE orders ADD COLUMN topup_before {int} NOT NULL DEFAULT 0;
ALTER TABLE orders ADD COLUMN attention_since {int} NOT NULL DEFAULT 0;
)sql",
    // 5: a number's three latest months rather than one, counted from its orders, which puts right
    // what a clock that was set back had spoiled
    R"sql(
ALTER TABLE numbers ADD COLUMN month_2 {int} NOT NULL DEFAULT 0;
ALTER TABLE numbers ADD COLUMN taken_2 {int} NOT NULL DEFAULT 0 CHECK (taken_2 >= 0);
ALTER TABLE numbers ADD COLUMN month_3 {int} NOT NULL DEFAULT 0;
ALTER TABLE numbers ADD COLUMN taken_3 {int} NOT NULL DEFAULT 0 CHECK (taken_3 >= 0);
CREATE TABLE number_months (
  home {int} NOT NULL,
  msisdn {int} NOT NULL,
  n {int} NOT NULL,
  month {int} NOT NULL,
  taken {int} NOT NULL
{end key msisdn, n};
INSERT INTO number_months (home, msisdn, n, month, taken)
  SELECT home, msisdn, n, month, taken FROM (
    SELECT home, msisdn, limit_month AS month, CAST(sum(amount) AS {int}) AS taken,
           row_number() OVER (PARTITION BY home, msisdn ORDER BY limit_month DESC) AS n
      FROM orders WHERE limit_month > 0 GROUP BY home, msisdn, limit_month) AS by_month
    WHERE n <= 3;
UPDATE numbers SET month = m.month, taken = m.taken FROM number_months AS m
  WHERE m.home = numbers.home AND m.msisdn = numbers.msisdn AND m.n = 1;
UPDATE numbers SET month_2 = m.month, taken_2 = m.taken FROM number_months AS m
  WHERE m.home = numbers.home AND m.msisdn = numbers.msisdn AND m.n = 2;
UPDATE numbers SET month_3 = m.month, taken_3 = m.taken FROM number_months AS m
  WHERE m.home = numbers.home AND m.msisdn = numbers.msisdn AND m.n = 3;
DROP TABLE number_months;
)sql",
    // 6: where the payer wants the link to the order (neither: nowhere), and what was told there
    R"sql(
ALTER TABLE orders ADD COLUMN contact_email TEXT NOT NULL DEFAULT '';
ALTER TABLE orders ADD COLUMN contact_msisdn {int} NOT NULL DEFAULT 0;
ALTER TABLE orders ADD COLUMN contact_told {int} NOT NULL DEFAULT 0
  CHECK (contact_told BETWEEN 0 AND 7);
)sql",
    // 7: why the payer's bank declined; when it last said that nothing was paid yet
    R"sql(
ALTER TABLE payments ADD COLUMN decline {int} NOT NULL DEFAULT 0;
ALTER TABLE payments ADD COLUMN unpaid_at {int} NOT NULL DEFAULT 0;
)sql",
    // 8: what happened to an order and when: pages opened, refunds asked for, texts sent, answers
    // that were missing, reviews; and who had a hand in it, found by the order
    R"sql(
ALTER TABLE payments ADD COLUMN opened_at {int} NOT NULL DEFAULT 0;
ALTER TABLE refunds ADD COLUMN sent_at {int} NOT NULL DEFAULT 0;
CREATE TABLE order_events (
  home {int} NOT NULL,
  order_id {int} NOT NULL,
  at {int} NOT NULL,
  kind {int} NOT NULL CHECK (kind BETWEEN 1 AND 6),
  part {int} NOT NULL,
  detail {int} NOT NULL CHECK (detail BETWEEN 0 AND 255),
  by_mail {int} NOT NULL CHECK (by_mail IN (0, 1))
{end key order_id, at, kind, part};
CREATE INDEX audit_subject ON audit (home, subject, n);
)sql",
    // 9: a number's latest orders that wait to be paid (0: none)
    R"sql(
ALTER TABLE numbers ADD COLUMN unpaid_1 {int} NOT NULL DEFAULT 0;
ALTER TABLE numbers ADD COLUMN unpaid_2 {int} NOT NULL DEFAULT 0;
ALTER TABLE numbers ADD COLUMN unpaid_3 {int} NOT NULL DEFAULT 0;
ALTER TABLE numbers ADD COLUMN unpaid_4 {int} NOT NULL DEFAULT 0;
CREATE TABLE number_unpaid (
  home {int} NOT NULL,
  msisdn {int} NOT NULL,
  n {int} NOT NULL,
  id {int} NOT NULL
{end key msisdn, n};
INSERT INTO number_unpaid (home, msisdn, n, id)
  SELECT home, msisdn, n, id FROM (
    SELECT home, msisdn, id, row_number() OVER (PARTITION BY home, msisdn ORDER BY id DESC) AS n
      FROM orders WHERE state = 1 AND is_open = 1) AS by_number
    WHERE n <= 4;
UPDATE numbers SET unpaid_1 = u.id FROM number_unpaid AS u
  WHERE u.home = numbers.home AND u.msisdn = numbers.msisdn AND u.n = 1;
UPDATE numbers SET unpaid_2 = u.id FROM number_unpaid AS u
  WHERE u.home = numbers.home AND u.msisdn = numbers.msisdn AND u.n = 2;
UPDATE numbers SET unpaid_3 = u.id FROM number_unpaid AS u
  WHERE u.home = numbers.home AND u.msisdn = numbers.msisdn AND u.n = 3;
UPDATE numbers SET unpaid_4 = u.id FROM number_unpaid AS u
  WHERE u.home = numbers.home AND u.msisdn = numbers.msisdn AND u.n = 4;
DROP TABLE number_unpaid;
)sql",
};

// Brings `database` up to the last of `migrations`. kMisused when it was made by a newer program,
// or holds something that is not ours: nothing was changed then.
DbStatus Migrate(Database& database, std::span<const std::string_view> migrations = kMigrations);

// Up to which migration the database is; 0 when it is empty.
Result<std::int64_t, DbError> SchemaVersion(Database& database);

}  // namespace herlaad::store
