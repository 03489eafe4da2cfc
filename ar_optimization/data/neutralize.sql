-- A copied database computes nothing at night and mails nobody.
UPDATE ir_cron
   SET active = false
 WHERE id IN (
    SELECT res_id
      FROM ir_model_data
     WHERE model = 'ir.cron'
       AND module = 'ar_optimization'
);

UPDATE res_company
   SET ar_event_head_emails = NULL;
