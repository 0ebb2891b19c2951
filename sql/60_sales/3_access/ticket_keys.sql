-- Only functions come here: sales.store_qr_tokens() writes, scanners get them with their sync.
revoke all on sales.ticket_keys from anon, authenticated, service_role;
create policy all_nobody on sales.ticket_keys using (false);
