update tenancy.personal_data set columns = columns || array['status'] where table_name = 'sales.orders';

create trigger _950_audit after update on sales.participants
  for each row execute function core.tg__audit('participant', 'email');
