-- NOTE: nothing is granted, because only functions write and read it.
revoke all on core.sign_outs from anon, authenticated, service_role;
create policy all_nobody on core.sign_outs using (false);
