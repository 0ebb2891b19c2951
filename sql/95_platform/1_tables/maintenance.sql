-- Who changes things during maintenance, and which functions go on because they only tell.

insert into core.maintenance_passes (function) values ('tenancy.is_platform_admin');

insert into core.maintenance_reads (function) values
  ('billing_history'), ('calculate_no_show_risk'), ('check_availability'),
  ('check_availability_range'), ('deleted_rows'), ('door_dashboard'), ('event_dashboard'),
  ('explain_availability'), ('get_invoice'), ('get_subscription'), ('get_transfer'),
  ('kit_of_ticket'), ('location_signals'), ('mail_template_history'), ('mail_templates'),
  ('message_progress'), ('order_detail'), ('org_dashboard'), ('preview_plan_change'),
  ('read_participant_details'), ('refundable_items'), ('reservation_detail'), ('reservation_list'),
  ('sales_over_time'), ('search_orders'), ('search_tickets'), ('shift_overview'), ('start_list'),
  ('sync_scanner'), ('table_grid'), ('table_timeline'), ('team_by_code'),
  ('validate_checkout_capacity'), ('waitlist_entry');
