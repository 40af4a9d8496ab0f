-- What a good engineer would write by hand: one PL/pgSQL function a top-up, over the same tables, doing the same rows durably. Called by
-- pgbench with 64 clients and prepared statements (postgres_topup.sql). Accounts have 64 stripes, so that clients do not wait
-- for one another's row; a key is claimed by the primary key of its claim.
CREATE SCHEMA baseline;
CREATE TABLE baseline.orders (LIKE public.orders INCLUDING ALL);
CREATE TABLE baseline.payments (LIKE public.payments INCLUDING ALL);
CREATE TABLE baseline.deliveries (LIKE public.deliveries INCLUDING ALL);
CREATE TABLE baseline.transfers (LIKE public.transfers INCLUDING ALL);
CREATE TABLE baseline.accounts (LIKE public.accounts INCLUDING ALL);
CREATE TABLE baseline.numbers (LIKE public.numbers INCLUDING ALL);
CREATE TABLE baseline.claims (LIKE public.claims INCLUDING ALL);
CREATE SEQUENCE baseline.order_ids CACHE 32;
INSERT INTO baseline.numbers SELECT * FROM public.numbers;
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
