-- Read by the functions of this room only.
revoke all on billing.overage_rules from anon, authenticated, service_role;
create policy all_nobody on billing.overage_rules for all to public using (false);

insert into billing.overage_rules (name, function, position, description)
values ('plan', 'billing.plan_overage_fee', 1000, 'What the org''s plan asks, or was agreed.');
