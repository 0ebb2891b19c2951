-- Queues a mail about an entry of a waitlist. The worker reads what it needs when it writes it:
-- sales.waitlist_mail().
create or replace function sales.mail_waitlist(p_entry sales.waitlist_entries, p_topic text)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  perform core.emit(
    p_entry.org_id, 'waitlist_entry:' || p_entry.id, p_topic,
    jsonb_build_object('entry_id', p_entry.id));
end
$$;
revoke all on function sales.mail_waitlist(sales.waitlist_entries, text) from public;
