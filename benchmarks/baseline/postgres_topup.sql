\set high random(1, 9000000000000000000)
\set low random(1, 9000000000000000000)
\set msisdn random(32470000000, 32470999999)
SELECT baseline.topup(:high, :low, :msisdn, :client_id);
