\set high random(1, 9000000000000000000)
\set low random(1, 9000000000000000000)
\set msisdn random(32470000000, 32469999999 + :sims)
SELECT baseline.topup(:high, :low, :msisdn, :client_id);
