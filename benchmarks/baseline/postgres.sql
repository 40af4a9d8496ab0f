-- What a good engineer would write by hand: one PL/pgSQL function a top-up, doing the rows of the program's first version durably. It is a
-- baseline of all benchmarks and therefore frozen, with tables of its own: do not make it slower or faster, and do not adapt it to the
-- program's tables of today.
--
-- Called by pgbench with 64 clients and prepared statements (postgres_topup.sql). Accounts have 64 stripes, so that clients do not wait
-- for one another's row; a key is claimed by the primary key of its claim.
--
--   psql -v ON_ERROR_STOP=1 -v sims=1000000 -f postgres.sql
CREATE SCHEMA baseline;
CREATE TABLE baseline.orders (
  home BIGINT NOT NULL,
  id BIGINT NOT NULL,
  msisdn BIGINT NOT NULL,
  operator TEXT NOT NULL,
  house BIGINT NOT NULL CHECK (house IN (0, 1)),
  currency BIGINT NOT NULL CHECK (currency > 0),
  amount BIGINT NOT NULL CHECK (amount > 0),
  fee BIGINT NOT NULL CHECK (fee >= 0),
  fee_vat BIGINT NOT NULL CHECK (fee_vat BETWEEN 0 AND fee),
  vat BIGINT NOT NULL CHECK (vat BETWEEN 0 AND amount + fee),
  credit BIGINT NOT NULL CHECK (credit > 0),
  bonus BIGINT NOT NULL CHECK (bonus >= 0),
  valid_unit BIGINT NOT NULL,
  valid_count BIGINT NOT NULL,
  bonus_unit BIGINT NOT NULL,
  bonus_count BIGINT NOT NULL,
  tender BIGINT NOT NULL CHECK (tender BETWEEN 1 AND 6),
  collector TEXT NOT NULL,
  caller TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  cancel_wanted BIGINT NOT NULL CHECK (cancel_wanted IN (0, 1)),
  attention BIGINT NOT NULL,
  resolution TEXT NOT NULL,
  limit_month BIGINT NOT NULL,
  previous_order BIGINT NOT NULL,
  state BIGINT NOT NULL CHECK (state BETWEEN 1 AND 10),
  is_open BIGINT NOT NULL CHECK (is_open IN (0, 1)),
  payments BIGINT NOT NULL CHECK (payments >= 1),
  deliveries BIGINT NOT NULL CHECK (deliveries >= 0),
  refunds BIGINT NOT NULL CHECK (refunds >= 0),
  transfers BIGINT NOT NULL CHECK (transfers >= 0),
  language BIGINT NOT NULL DEFAULT 4 CHECK (language BETWEEN 1 AND 5),
  texts BIGINT NOT NULL DEFAULT 0 CHECK (texts BETWEEN 0 AND 7),
  topup_before BIGINT NOT NULL DEFAULT 0,
  attention_since BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (home, id)
);
CREATE INDEX orders_open ON baseline.orders (home, state, id) WHERE is_open = 1;
CREATE TABLE baseline.payments (
  home BIGINT NOT NULL,
  order_id BIGINT NOT NULL,
  n BIGINT NOT NULL CHECK (n > 0),
  state BIGINT NOT NULL CHECK (state BETWEEN 1 AND 5),
  asked BIGINT NOT NULL CHECK (asked >= 0),
  received BIGINT NOT NULL CHECK (received >= 0),
  reason BIGINT NOT NULL,
  reference TEXT NOT NULL,
  url TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  settled_at BIGINT NOT NULL,
  PRIMARY KEY (home, order_id, n)
);
CREATE TABLE baseline.deliveries (
  home BIGINT NOT NULL,
  order_id BIGINT NOT NULL,
  n BIGINT NOT NULL CHECK (n > 0),
  state BIGINT NOT NULL CHECK (state BETWEEN 1 AND 6),
  refusal BIGINT NOT NULL,
  reference TEXT NOT NULL,
  credited BIGINT NOT NULL CHECK (credited >= 0),
  bonus BIGINT NOT NULL CHECK (bonus >= 0),
  valid_until BIGINT NOT NULL,
  at_a_loss BIGINT NOT NULL CHECK (at_a_loss IN (0, 1)),
  created_at BIGINT NOT NULL,
  sent_at BIGINT NOT NULL,
  settled_at BIGINT NOT NULL,
  PRIMARY KEY (home, order_id, n)
);
CREATE TABLE baseline.transfers (
  home BIGINT NOT NULL,
  order_id BIGINT NOT NULL,
  n BIGINT NOT NULL CHECK (n > 0),
  from_account TEXT NOT NULL,
  to_account TEXT NOT NULL CHECK (to_account <> from_account),
  asset BIGINT NOT NULL CHECK (asset > 0),
  amount BIGINT NOT NULL CHECK (amount > 0),
  at BIGINT NOT NULL,
  PRIMARY KEY (home, order_id, n)
);
CREATE TABLE baseline.accounts (
  home BIGINT NOT NULL,
  name TEXT NOT NULL,
  stripe BIGINT NOT NULL,
  asset BIGINT NOT NULL CHECK (asset > 0),
  bounded BIGINT NOT NULL CHECK (bounded IN (0, 1)),
  balance BIGINT NOT NULL CHECK (bounded = 0 OR balance >= 0),
  PRIMARY KEY (home, name, stripe)
);
CREATE TABLE baseline.numbers (
  home BIGINT NOT NULL,
  msisdn BIGINT NOT NULL,
  month BIGINT NOT NULL,
  taken BIGINT NOT NULL CHECK (taken >= 0),
  last_topup BIGINT NOT NULL,
  last_order BIGINT NOT NULL,
  operator TEXT,
  sim_state BIGINT CHECK (sim_state BETWEEN 1 AND 5),
  balance BIGINT CHECK (balance >= 0),
  valid_until BIGINT,
  bonus BIGINT CHECK (bonus >= 0),
  bonus_until BIGINT,
  PRIMARY KEY (home, msisdn)
);
CREATE TABLE baseline.claims (
  home BIGINT NOT NULL,
  n BIGINT NOT NULL,
  key_high BIGINT NOT NULL,
  key_low BIGINT NOT NULL,
  body_high BIGINT NOT NULL,
  body_low BIGINT NOT NULL,
  outcome BIGINT NOT NULL CHECK (outcome BETWEEN 0 AND 255),
  order_id BIGINT NOT NULL,
  detail BIGINT NOT NULL,
  note TEXT NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (home, n, key_high, key_low)
);
CREATE SEQUENCE baseline.order_ids CACHE 32;
-- Active SIMs without credit.
INSERT INTO baseline.numbers
  SELECT 0, msisdn, 0, 0, 0, 0, 'proximus', 2, 0, 0, 0, 0
  FROM generate_series(32470000000, 32469999999 + :sims) AS msisdn;
INSERT INTO baseline.accounts
  SELECT 0, name, stripe, asset, 0, 0
  FROM (VALUES ('cash:till', 1), ('suspense', 1), ('issued:proximus', 2), ('payable:proximus', 1), ('promo:proximus', 2)) AS a (name, asset),
       generate_series(0, 63) AS stripe;
ANALYZE;

CREATE FUNCTION baseline.topup(p_high BIGINT, p_low BIGINT, p_msisdn BIGINT, p_stripe BIGINT) RETURNS BIGINT
LANGUAGE plpgsql AS $$
DECLARE
  v_now BIGINT := extract(epoch FROM clock_timestamp()) * 1000;
  v_id BIGINT := nextval('baseline.order_ids');
  v_number baseline.numbers%ROWTYPE;
  v_old BIGINT;
BEGIN
  INSERT INTO baseline.claims VALUES (0, 0, p_high, p_low, p_high, p_low, 1, v_id, 0, '', v_now) ON CONFLICT DO NOTHING;
  IF NOT FOUND THEN
    SELECT order_id INTO v_old FROM baseline.claims WHERE home = 0 AND n = 0 AND key_high = p_high AND key_low = p_low;
    RETURN v_old;
  END IF;
  SELECT * INTO STRICT v_number FROM baseline.numbers WHERE home = 0 AND msisdn = p_msisdn FOR NO KEY UPDATE;
  IF v_number.sim_state NOT IN (1, 2, 3) OR v_number.taken > 1000000000000 THEN
    RETURN -1;
  END IF;
  UPDATE baseline.numbers
  SET month = 202611, taken = taken + 1500, last_topup = v_now, last_order = v_id, balance = balance + 15000000,
      valid_until = v_now + 31536000000, bonus = bonus + 1500000, bonus_until = v_now + 2678400000
  WHERE home = 0 AND msisdn = p_msisdn;
  INSERT INTO baseline.orders (home, id, msisdn, operator, house, currency, amount, fee, fee_vat, vat, credit, bonus, valid_unit,
                               valid_count, bonus_unit, bonus_count, tender, collector, caller, created_at, expires_at, cancel_wanted,
                               attention, resolution, limit_month, previous_order, state, is_open, payments, deliveries, refunds, transfers)
  VALUES (0, v_id, p_msisdn, 'proximus', 1, 1, 1500, 0, 0, 260, 15000000, 1500000, 1, 12, 2, 31, 6, 'till', 'client:cli_0d3m9k2v7x8q1r',
          v_now, v_now, 0, 0, '', 202611, v_number.last_order, 5, 0, 1, 1, 0, 4);
  INSERT INTO baseline.payments VALUES (0, v_id, 1, 4, 1500, 1500, 0, '', '', v_now, v_now);
  INSERT INTO baseline.deliveries VALUES (0, v_id, 1, 3, 0, '', 15000000, 1500000, v_now, 0, v_now, v_now, v_now);
  INSERT INTO baseline.transfers
  VALUES (0, v_id, 1, 'cash:till', 'suspense', 1, 1500, v_now), (0, v_id, 2, 'suspense', 'payable:proximus', 1, 1500, v_now),
         (0, v_id, 3, 'issued:proximus', 'sim:' || p_msisdn, 2, 15000000, v_now),
         (0, v_id, 4, 'promo:proximus', 'bonus:' || p_msisdn, 2, 1500000, v_now);
  UPDATE baseline.accounts AS a SET balance = a.balance + c.change
  FROM (VALUES ('cash:till', -1500), ('issued:proximus', -15000000), ('payable:proximus', 1500), ('promo:proximus', -1500000)) AS c (name, change)
  WHERE a.home = 0 AND a.name = c.name AND a.stripe = p_stripe;
  RETURN v_id;
END $$;
