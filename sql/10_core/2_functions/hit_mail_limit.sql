-- Counts one mail to a mail box that somebody names: for the rule of whoever names it (the mail box
-- together with the address of the request), and for that of all of them together, `<rule>_all`,
-- whose window is an hour. So who uses a limit up in somebody else's name has used up their own,
-- and many of them keep the owner of the mail box waiting for an hour at the most. `p_mailbox` is
-- an e-mail address, perhaps with what it is about. Raises rate_limited.
create or replace function core.hit_mail_limit(p_rule text, p_mailbox text)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  perform core.hit_rate_limit(p_rule, core.client_address() || ' ' || p_mailbox);
  perform core.hit_rate_limit(p_rule || '_all', p_mailbox);
end
$$;
revoke all on function core.hit_mail_limit(text, text) from public;
