-- Everything an addon can leave in a database, one line each, in a fixed order.
WITH objects(line) AS (
    SELECT format('table %s %s', c.relkind, c.relname) FROM pg_class c
     WHERE c.relnamespace = 'public'::regnamespace
    UNION ALL
    SELECT format('column %s.%s %s', c.relname, a.attname, a.atttypid::regtype)
      FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
     WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'v', 'm') AND a.attnum > 0 AND NOT a.attisdropped
    UNION ALL
    SELECT format('constraint %s %s', conrelid::regclass, conname) FROM pg_constraint
     WHERE connamespace = 'public'::regnamespace
    UNION ALL
    SELECT format('trigger %s %s', tgrelid::regclass, tgname) FROM pg_trigger WHERE NOT tgisinternal
    UNION ALL
    SELECT format('event trigger %s', evtname) FROM pg_event_trigger
    UNION ALL
    SELECT format('function %s', oid::regprocedure) FROM pg_proc WHERE pronamespace = 'public'::regnamespace
    UNION ALL
    SELECT format('type %s', typname) FROM pg_type WHERE typnamespace = 'public'::regnamespace
    UNION ALL
    SELECT format('extension %s', extname) FROM pg_extension
    UNION ALL
    SELECT format('ir_model %s', model) FROM ir_model
    UNION ALL
    SELECT format('ir_model_fields %s.%s', model, name) FROM ir_model_fields
    UNION ALL
    SELECT format('selection %s.%s %s', f.model, f.name, s.value)
      FROM ir_model_fields_selection s JOIN ir_model_fields f ON f.id = s.field_id
    UNION ALL
    SELECT format('ir_model_data %s.%s', module, name) FROM ir_model_data
     WHERE module NOT IN ('__export__', '__cloc_exclude__') AND model <> 'ir.module.module'
       -- Odoo's own habit for every user of a mixin: names of vanished rows, filed under the
       -- mixin's module, until that module is upgraded.
       AND NOT (model IN ('ir.model.inherit', 'ir.model.fields.selection')
                AND name LIKE '%\_\_ar\_%' AND module NOT LIKE 'ar\_optimization%')
    UNION ALL
    SELECT format('ir_cron %s', cron_name) FROM ir_cron
    UNION ALL
    SELECT format('view %s %s', model, key) FROM ir_ui_view
    UNION ALL
    SELECT format('action %s %s', type, name ->> 'en_US') FROM ir_actions
    UNION ALL
    SELECT format('menu %s', name ->> 'en_US') FROM ir_ui_menu
    UNION ALL
    SELECT format('group %s', name ->> 'en_US') FROM res_groups
    UNION ALL
    SELECT format('rule %s', name) FROM ir_rule
    UNION ALL
    SELECT format('access %s', name) FROM ir_model_access
    UNION ALL
    SELECT format('asset %s', name) FROM ir_asset
    UNION ALL
    SELECT format('sequence %s', name) FROM ir_sequence
    UNION ALL
    SELECT format('mail template %s', name ->> 'en_US') FROM mail_template
    UNION ALL
    SELECT format('parameter %s', key) FROM ir_config_parameter
    UNION ALL
    SELECT format('default %s.%s', f.model, f.name)
      FROM ir_default d JOIN ir_model_fields f ON f.id = d.field_id
)
SELECT line FROM objects GROUP BY line ORDER BY line COLLATE "C";
