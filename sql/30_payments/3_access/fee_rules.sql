-- Read by the functions of this room only.
revoke all on payments.fee_rules from anon, authenticated, service_role;
create policy all_nobody on payments.fee_rules using (false);

insert into payments.fee_rules (name, function, position, description)
values ('platform', 'payments.platform_fee', 1000,
  'The rate of the installation: the setting payments.fee_basis_points.');
