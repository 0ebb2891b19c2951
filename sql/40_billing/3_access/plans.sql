-- NOTE: nothing is granted, because functions read the plans for whoever asks.
revoke all on billing.plans from anon, authenticated, service_role;
create policy all_nobody on billing.plans for all to public using (false);

insert into payments.fee_rules (name, function, position, description)
values ('plan', 'billing.platform_fee', 200, 'By the org''s plan, and whether the platform''s name is left off its pages.');
