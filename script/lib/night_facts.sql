-- All that a night writes, one line each, without ids (a killed transaction uses some up) and times.
SELECT concat('account ', to_jsonb(account) - ARRAY[
           'id', 'score_id', 'create_date', 'write_date'])
  FROM ar_credit_account account
 UNION ALL
SELECT concat('score ', to_jsonb(score) - ARRAY['id', 'account_id', 'version_id', 'signature'])
  FROM ar_score score
 UNION ALL
SELECT concat('snapshot of ', account.partner_id, to_jsonb(snapshot) - ARRAY[
           'id', 'credit_account_id', 'create_date', 'write_date'])
  FROM ar_snapshot snapshot
  LEFT JOIN ar_credit_account account ON account.id = snapshot.credit_account_id
 UNION ALL
SELECT concat('event ', to_jsonb(event) - ARRAY[
                  'id', 'res_id', 'chain_number', 'date', 'digest', 'note_hash'],
              to_jsonb(note) - ARRAY['id', 'event_id', 'salt'],
              CASE WHEN chain_number IS NULL THEN ' not sealed' END)
  FROM ar_event event
  JOIN ar_event_note note ON note.event_id = event.id
 UNION ALL
SELECT concat('customer ', id, credit_limit, trust, property_payment_term_id) FROM res_partner
 UNION ALL
SELECT concat('message on ', model, regexp_replace(body, '/\d+"', '/"', 'g')) FROM mail_message
 UNION ALL
SELECT concat('activity ', summary) FROM mail_activity
 UNION ALL
SELECT concat('still to do ', to_jsonb(change) - 'id') FROM ar_feature_change change
