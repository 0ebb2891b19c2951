-- Read by the functions of this room only.
revoke all on payments.payable_kinds from anon, authenticated, service_role;
create policy all_nobody on payments.payable_kinds using (false);
