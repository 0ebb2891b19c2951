-- Refuses a row of an org that lacks the feature which the trigger names. After the row, so that
-- its policy has been asked first. Raises feature_not_in_plan.
create or replace function billing.tg__needs_feature()
  returns trigger
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  perform billing.require_feature(new.org_id, tg_argv[0]);
  return null;
end
$$;
revoke all on function billing.tg__needs_feature() from public;
