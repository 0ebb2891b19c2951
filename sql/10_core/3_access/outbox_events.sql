-- Workers use claim_outbox, complete_outbox and fail_outbox. Staff read their org's messages
-- through public.email_outbox (policies in the room tenancy).
revoke all on core.outbox_events, core.outbox_buckets, core.outbox_dead, core.outbox_history
  from anon, authenticated, service_role;
create policy all_nobody on core.outbox_buckets using (false);
