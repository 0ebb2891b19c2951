-- Tells an org by mail what became of its connection: `ready` (it can be paid from now on),
-- `blocked` (not at present, the provider says), `expired` (the provider no longer takes our
-- tokens) or `revoked` (a member disconnected it).
create or replace function payments.mail_connection(
  p_connection payments.mollie_connections,
  p_news text
)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  perform core.emit(
    p_connection.org_id, 'mollie_connection:' || p_connection.id, 'email.mollie_connection',
    tenancy.org_letter(p_connection.org_id) || jsonb_build_object(
      'news', p_news,
      'organization_name', p_connection.organization_name,
      'onboarding_status', p_connection.onboarding_status,
      'dashboard_url', p_connection.dashboard_url
    ));
end
$$;
revoke all on function payments.mail_connection(payments.mollie_connections, text) from public;
