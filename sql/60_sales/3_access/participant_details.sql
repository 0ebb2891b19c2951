-- Nobody reads what is sensitive but through functions: people their own with my_profile, staff
-- with read_participant_details, which says so in the audit log.
revoke all on sales.participant_details from anon, authenticated, service_role;
create policy all_nobody on sales.participant_details using (false);

create trigger _100_touch before update on sales.participant_details
  for each row execute function core.tg__touch();
create trigger _900_audit after update or delete on sales.participant_details
  for each row execute function core.tg__audit('participant_details', 'birth_date',
    'emergency_name', 'emergency_phone', 'medical_note');
