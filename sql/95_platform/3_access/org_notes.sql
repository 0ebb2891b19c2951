-- NOTE: nothing is granted, because only functions for administrators read and write notes.
revoke all on platform.org_notes from anon, authenticated, service_role;
create policy all_nobody on platform.org_notes using (false);
