//! What the runtime promises, and the test that holds it to each promise.
//!
//! The names in brackets are those of tests in `tests/runtime/`, `module::test`; those that begin with `models` are run by loom, which tries every
//! interleaving: `RUSTFLAGS="--cfg loom" LOOM_MAX_PREEMPTIONS=3 cargo test -p resumable --release --lib models`. Those that begin with `under_chaos` are
//! run under as many seeds as one likes: `RESUMABLE_CHAOS=1000..50000 cargo test -p resumable --release --lib chaos`.
//!
//! # Wakes
//!
//! * A wake that comes after a task was last polled leads to a poll, from whatever thread it comes, also during the poll
//!   (`wakers::a_wake_during_the_poll_leads_to_another`, `wakers::no_wake_from_another_thread_is_lost`, `crew::no_wake_is_lost_between_workers`,
//!   `models::two_foreign_wakes_vs_poll`, `models::a_shared_task_is_woken_while_two_workers_run`).
//! * On a runtime of several threads that is so whatever its own thread does: while it is inside and blocks, when the main future is dropped, and
//!   between calls of `block_on` (`crew::what_is_spawned_inside_of_the_runtime_runs_though_the_closure_blocks`,
//!   `crew::what_the_end_of_the_main_future_wakes_and_spawns_runs`, `crew::workers_go_on_between_calls_of_block_on`,
//!   `under_chaos::what_is_left_by_the_main_future_runs`).
//! * That is so between the threads of a crew, of one thread alone, and with those beside, whatever delays any of them between any two steps
//!   (`under_chaos::no_wake_is_lost_between_workers`, `under_chaos::no_wake_from_beside_the_crew_is_lost`,
//!   `under_chaos::no_wake_is_lost_by_a_thread_alone`, `under_chaos::everything_that_is_spawned_runs`, `under_chaos::no_timer_is_lost_between_workers`,
//!   `under_chaos::every_task_ends_with_the_runtime`).
//! * What was written before a wake is visible to the poll that follows, also where the task had been woken already
//!   (`models::two_foreign_wakes_vs_poll`, `models::a_wake_from_elsewhere_races_with_one_from_here`).
//! * A runtime without sockets and timers sleeps where it is woken faster, and misses neither work nor the first socket
//!   (`wakers::no_wake_from_another_thread_is_lost`, `crew::a_socket_is_looked_after_though_the_driver_naps`,
//!   `handles::a_socket_that_is_made_elsewhere_is_looked_after_though_the_runtime_naps`, `models::a_nap_ends_when_there_is_work`,
//!   `models::a_nap_ends_when_there_is_a_socket`, `models::two_may_rouse_one_that_naps`).
//! * A task that was not woken is not polled, and one that was woken often is polled once (`wakers::a_woken_task_is_polled_and_no_other`,
//!   `wakers::many_wakes_are_one_poll`).
//! * Waking never blocks, whatever the thread of the runtime does (`wakers::waking_never_blocks`).
//! * Wakes of tasks that have ended do nothing, and wakes may race with the end of the runtime (`wakers::late_wakes_do_nothing`,
//!   `wakers::wakes_may_race_with_the_end_of_the_runtime`, `crew_ends::wakes_race_with_the_end_of_a_crew`, `models::wake_races_with_runtime_drop`).
//! * Nobody's waker is called or dropped while a lock of the runtime is held: it may spawn, wake, use timers and panic
//!   (`wakers::wakers_may_spawn_and_panic`, `timers::a_waker_that_a_timer_calls_may_use_timers`), and whatever it was left with
//!   (`meddlers::wakers_may_use_the_locks_that_they_wait_for`, `meddlers::wakers_may_use_the_signals_that_they_wait_for`,
//!   `meddlers::wakers_may_use_the_channels_that_they_wait_for`, `meddlers::wakers_may_use_the_tasks_that_they_wait_for`,
//!   `meddlers::wakers_may_use_the_runtime_that_they_wait_for`). It is cloned under one: `clone` may panic, but must not
//!   use what it is cloned for.
//! * Whatever the order of turns (`seeds::nothing_is_lost_between_producers_and_consumers`, `seeds::whatever_is_aborted_is_dropped_once`).
//!
//! # Fairness
//!
//! * On one thread tasks take turns first in, first out; those that other threads wake stand in line from the next turn on
//!   (`executor::tasks_take_turns_in_the_order_in_which_they_were_woken`, `executor::two_that_wake_each_other_do_not_starve_a_third`).
//! * Sockets and timers are looked after at least every 61 turns (`executor::a_task_that_is_always_ready_does_not_starve_the_timers`,
//!   `crew::a_busy_crew_looks_at_timers_and_at_the_inbox`).
//! * With several threads, what other threads spawn and wake is looked for by each of them every 31 turns
//!   (`crew::what_comes_from_elsewhere_has_its_turn_though_the_crew_is_busy`).
//! * A task whose waits are all over at once gives way to the others after 128 of them (`executor::a_task_whose_waits_are_over_at_once_gives_way`,
//!   `budget::ended_tasks_are_joined_in_turns`, `budget::a_value_that_always_changes_is_looked_at_in_turns`,
//!   `concurrent::whatever_is_always_busy_gives_others_a_turn`, `budget::an_iterator_is_consumed_in_turns`).
//!   What is always busy so keeps no timeout, sleep or cancellation around it from being noticed (`budget::a_timeout_ends_what_is_always_busy`,
//!   `budget::a_sleep_behind_what_is_always_busy_is_noticed`, `budget::what_is_always_busy_can_be_cancelled`).
//! * With several threads, what stands behind a turn that blocks is taken over by another thread within 20 milliseconds
//!   (`crew::a_task_behind_a_worker_that_blocks_runs_elsewhere`, `crew::timers_behind_a_worker_that_blocks_fire_elsewhere`),
//!   also where nobody looked around any more, as nothing had happened for a while
//!   (`crew::a_task_behind_a_worker_that_was_woken_from_elsewhere_and_blocks_runs_elsewhere`,
//!   `crew::a_timer_behind_a_worker_that_was_woken_from_elsewhere_and_blocks_fires_elsewhere`,
//!   `crew::a_task_behind_two_workers_that_block_runs_on_the_third`,
//!   `crew::a_worker_looks_around_for_a_while_though_its_sleep_is_cut_short`,
//!   `under_chaos::what_stands_behind_a_turn_that_blocks_runs_elsewhere`, `models::somebody_looks_around_behind_a_worker_that_blocks`),
//!   and where the others always have something of their own to do
//!   (`crew::a_task_behind_a_worker_that_blocks_runs_though_the_others_are_busy`).
//!
//! # Ends
//!
//! * A panic in a task, in its destructor or in that of its output ends that task and nothing else
//!   (`join::every_combination_of_panic_abort_and_handle_drops_once`, which tries them all, on one thread and on two).
//! * Who wants to know is told of each panic of a task, once, also where nobody has its handle
//!   (`task_panic::every_panic_of_a_task_is_told_once_and_before_its_handle_resolves`,
//!   `task_panic::panics_of_tasks_that_nobody_waits_for_are_told`, `task_panic::an_output_that_is_thrown_away_with_its_handle_is_told_as_well`);
//!   his own panics harm nobody (`task_panic::a_hook_that_panics_harms_nobody_and_is_dropped_at_the_end`).
//! * A future is dropped once, and before its handle resolves (`join::a_finished_future_is_dropped_before_its_handle_resolves`,
//!   `join::an_aborted_task_is_dropped_before_its_handle_resolves`, `join_set::cancel_waits_for_the_drop`).
//! * A task that need not be `Send` is polled and dropped on the thread that spawned it (`join::a_local_task_aborted_from_another_thread_is_dropped_at_home`,
//!   `crew::local_tasks_stay_where_they_were_spawned`, `crew_ends::local_tasks_are_dropped_on_their_own_thread_at_the_end`).
//! * Dropping a handle detaches the task, dropping a `JoinSet` aborts its tasks (`join::a_dropped_handle_detaches_its_task`,
//!   `join_set::a_dropped_set_aborts_its_tasks_and_a_detached_one_does_not`).
//! * A `TaskTracker` counts a task until its future has been dropped, however it ends, and misses no end
//!   (`tracker::a_task_counts_until_it_is_dropped_however_it_ends`, `tracker::tasks_that_the_end_of_the_runtime_cuts_short_count_no_more`,
//!   `tracker::no_end_is_missed_between_threads`).
//! * Dropping the runtime drops every future, on the right thread, and resolves every handle. It waits for turns that are going on, and for nothing else
//!   (`executor::dropping_a_runtime_drops_its_tasks_on_this_thread`, `crew_ends::dropping_the_runtime_drops_every_future_once`).
//!   `shut_down` waits for tasks as long as it is told, and reports how many it cut short
//!   (`crew_ends::shut_down_waits_for_tasks_and_reports_those_it_cut`, `crew_ends::shut_down_waits_for_tasks_that_the_last_tasks_spawn`).
//!   Jobs that block and were spawned inside of the runtime are waited for as long, and those that are left are reported
//!   (`crew_ends::shut_down_waits_for_jobs`, `crew_ends::shut_down_waits_for_what_jobs_and_tasks_spawn_in_turns`,
//!   `crew_ends::shut_down_reports_jobs_that_it_has_not_waited_for`, `crew_ends::a_job_that_is_aborted_or_panics_counts_no_more`).
//! * What `metrics` of a handle says is right: each task, turn, job, timer and descriptor counts once (`metrics::tasks_are_counted_wherever_they_are`,
//!   `metrics::every_poll_is_counted_once`, `metrics::steals_and_parks_are_counted`, `metrics::timers_and_descriptors_are_counted`,
//!   `metrics::jobs_and_their_threads_are_counted`).
//! * Threads may end with a runtime in one of their locals, and use one in the destructors of these
//!   (`nesting::a_runtime_in_a_thread_local_is_dropped_with_its_tasks`, `nesting::destructors_of_thread_locals_may_use_a_runtime`,
//!   `nesting::destructors_of_thread_locals_may_use_handles`).
//! * A handle leads into its runtime from any thread: what is spawned and made there is that runtime's, and not that of the code around
//!   (`handles::a_handle_leads_into_its_runtime_from_another_thread`, `handles::what_needs_the_thread_of_a_runtime_says_so`,
//!   `handles::a_future_runs_on_this_thread_while_its_runtime_runs_elsewhere`, `handles::a_handle_outlives_its_runtime`,
//!   `handles::whoever_waits_with_a_handle_hears_of_the_end_of_its_runtime`). Wakes from inside another runtime
//!   are wakes (`handles::a_task_that_is_woken_from_inside_another_runtime_is_polled`).
//! * Code of a task, its destructors included, is told the id of the task (`handles::a_task_knows_its_id`, `handles::an_id_does_not_cross_threads`).
//! * What is spawned too late is cancelled on the spot (`executor::destructors_may_spawn`, `crew_ends::a_handle_outlives_its_crew_and_then_cancels`,
//!   `models::spawn_races_with_runtime_drop`).
//! * Nothing is left behind: neither tasks nor wakers nor memory nor descriptors (`leaks::nothing_is_left_behind`).
//!
//! * A value of `task_local!` is there in each poll of its future, on whatever thread, and when that is dropped; and nowhere else
//!   (`task_local::each_task_has_its_own_value`, `task_local::a_future_is_dropped_with_its_value`, `task_local::panics_leave_everything_in_its_place`).
//!
//! # Time
//!
//! * Timers are never early (`timers::timers_are_never_early`). On Linux they are late by what the system takes to wake a thread, and by less than a tenth of
//!   a millisecond more if there is a core for it, and not by the grain of timeouts (`timers::sleeps_are_late_by_much_less_than_a_millisecond`).
//! * Timers of different ticks, of 4 microseconds, fire in the order of their deadlines (`timers::timers_fire_in_the_order_of_their_deadlines`).
//! * An earlier deadline ends the sleep of the runtime, from whatever thread it comes
//!   (`timers::an_earlier_deadline_from_another_thread_ends_the_sleep_of_the_runtime`,
//!   `timers::a_deadline_that_is_new_on_another_thread_ends_the_sleep_of_the_runtime`).
//! * Intervals do not drift (`timers::intervals_do_not_drift`, `timers::intervals_do_not_drift_where_time_passes_by_itself`).
//! * A duration that is too long for the clock is never over (`timers::endless_durations_never_fire`).
//! * Where the clock is paused time passes when every task waits, and no job that blocks is under way (`timers::hours_pass_at_once_where_the_clock_is_paused`,
//!   `timers::a_paused_clock_waits_for_jobs_that_block`).
//!
//! # Blocking
//!
//! * Jobs that block have a thread each, up to 64 at a time or as many as was said, and the others wait in line; nothing that this crate asks of the
//!   operating system does (`blocking::jobs_run_at_the_same_time`, `blocking::the_number_of_threads_can_be_set`,
//!   `blocking::files_do_not_wait_for_jobs_that_block`,
//!   `blocking::more_jobs_than_threads_all_run`, `blocking::jobs_of_several_threads_all_run`, `models::no_job_is_left_when_a_thread_gives_up`,
//!   `models::jobs_that_wait_for_each_other_have_a_thread_each`).
//! * What a file was told to change comes before what it is told next, though nobody waits for it (`fs::what_was_dropped_unfinished_comes_before_what_follows`,
//!   `fs::a_dropped_write_is_not_taken_for_another`).
//! * So it is with the standard outputs; and what a read brings that was dropped goes to the next, from a file as from the standard input
//!   (`standard::what_is_dropped_is_not_lost`, `fs::a_dropped_read_loses_nothing`).
//! * A job is run or aborted, and not both (`blocking::a_job_is_aborted_before_it_begins_or_not_at_all`,
//!   `models::a_job_is_run_or_aborted_and_not_both`).
//!
//! # Coordination
//!
//! * Whoever waits in line is served in the order in which it was first polled, and is not overtaken: not by who comes by, and not by those who want less
//!   (`locks::a_mutex_is_for_one_at_a_time_and_in_line`, `locks::a_large_wish_is_not_starved_by_small_ones`,
//!   `locks::readers_share_and_writers_do_not`, `mpsc::a_full_channel_makes_senders_wait_in_line`, `notify::one_notification_wakes_the_first_in_line`).
//! * What was given to one that leaves before it knows goes to the next (`locks::a_lock_given_to_one_that_leaves_goes_to_the_next`,
//!   `mpsc::room_given_to_one_that_leaves_goes_to_the_next`, `notify::a_notification_of_one_that_leaves_goes_to_the_next`,
//!   `notify::a_notification_that_enable_has_found_goes_to_the_next`, `models::loom_a_permit_given_to_one_that_leaves_goes_to_the_next`).
//! * No wake is lost between threads (`models::loom_a_permit_that_comes_back_wakes_who_waits`, `models::loom_a_notification_is_not_lost`,
//!   `models::loom_a_receiver_is_told_of_messages_and_of_the_end`, `models::loom_a_sender_in_line_is_told_of_room`,
//!   `models::oneshot_a_value_arrives`, `models::oneshot_a_sender_that_waits_is_told`,
//!   `notify::a_condition_that_changes_in_between_is_not_missed`, `broadcast::no_last_value_is_missed_between_threads`).
//! * What cannot be delivered comes back to the sender, or is dropped with the last end (`models::oneshot_a_value_is_received_given_back_or_dropped`,
//!   `mpsc::a_closed_channel_gives_messages_back`,
//!   `mpsc::a_dropped_receiver_drops_the_messages_and_wakes_the_senders`, `broadcast::messages_are_dropped_when_the_last_receiver_has_them`).
//! * When `cancel` returns, every descendant of the token says that it is cancelled, also where another thread has begun to cancel it
//!   (`notify::descendants_are_cancelled_when_cancel_returns`).
//! * Who has left leaves no waker behind (`locks::those_that_left_leave_no_waker`, `notify::those_that_left_leave_no_waker`,
//!   `mpsc::dropped_futures_leave_no_waker`, `oneshot::what_is_dropped_leaves_no_waker_and_no_value`).
//! * Several tasks may wait for one direction of one socket, and none is forgotten, whoever else leaves, or is held and not polled
//!   (`waiters::whoever_is_held_and_not_polled_is_in_nobodys_way`, `waiters::whoever_is_held_and_not_polled_is_in_nobodys_way_to_write`); nor do they
//!   wake each other, but for once where they are more than sixteen, and a few times where they are more than a thousand (`waiters::thousands_of_tasks_wait_for_one_direction`,
//!   `waiters::any_number_of_tasks_wait_without_waking_each_other`, `waiters::several_tasks_may_wait_for_one_socket`, `waiters::several_tasks_may_read_from_one_stream`,
//!   `waiters::several_tasks_may_write_to_one_stream`, `waiters::whoever_leaves_a_socket_takes_nobodys_wake_along`).
//!
//! # Sockets
//!
//! * An address that does not answer keeps no other from being tried (`connect::the_next_address_is_tried_while_the_others_do_not_answer`,
//!   `connect::an_address_that_fails_makes_room_for_the_next_at_once`, `connect::an_address_that_answers_late_wins_if_no_other_does`).
//! * Whoever sends to a receiver that is full waits, and is not woken in vain, also where others have filled it
//!   (`sockets::datagrams_wait_for_room`, `sockets::whoever_waits_for_a_receiver_that_others_have_filled_is_not_woken_in_vain`,
//!   `sockets::whoever_has_sent_too_much_is_not_woken_in_vain`, `sockets::many_wait_for_one_receiver`,
//!   `sockets::whoever_waits_for_a_receiver_hears_of_its_end`).
//! * That descriptors run out is an error, and nobody spins or is forgotten meanwhile (`descriptors::a_server_survives_that_descriptors_run_out`,
//!   `descriptors::whoever_accepts_in_a_loop_goes_on_when_there_are_descriptors_again`). One that was closed by somebody else does no harm to the next
//!   with its number (`descriptors::a_descriptor_may_be_closed_behind_our_back`).
//! * Signals interrupt no wait (`descriptors::signals_interrupt_nothing`), and are received (`descriptors::a_storm_of_signals_is_received`).
//!
//! # Processes
//!
//! * Waiting for a child is woken by its end, on a file or by a thread (`process::waiting_closes_the_input_and_is_woken_by_the_end`,
//!   `process::many_children_end_at_the_same_time`, `end::a_thread_waits_as_a_file_does`), and gives its status as often as it is asked.
//! * What a child writes is read while it is waited for (`process::both_outputs_are_read_at_the_same_time`).
//! * Nothing is left of a child that nobody waits for (`process::nothing_is_left_of_a_child_that_nobody_waits_for`).
//!
//! # HTTP
//!
//! * A response is understood whole, however it arrives, also while its request is still being sent, or refused
//!   (`http_duplex::an_answer_is_heard_while_the_request_is_sent`, `http_framing::good_bodies_are_read_whole_however_they_arrive`,
//!   `http_framing::bad_heads_are_refused`, `http_framing::bad_chunks_are_refused`, `http_client::every_limit_is_kept_to_the_byte`).
//! * A body that goes to a writer is that of the response, whole, and of nothing else; the request is sent on while the writer takes its time
//!   (`http_requests::a_body_goes_to_a_writer_as_it_comes`, `http_requests::a_request_is_sent_while_its_body_waits_for_the_writer`). None is
//!   collected on its way (`http_requests::the_body_of_a_redirect_that_is_not_followed_is_a_body_like_others`,
//!   `http_requests::the_body_of_a_redirect_is_read_only_if_it_is_short`).
//! * A request is sent again only if that can do no harm (`http_requests::what_may_have_been_done_is_not_done_again`), a connection is used again only
//!   if nothing is left in it (`http_requests::a_connection_is_not_used_again_if_that_is_not_safe`,
//!   `http_hostile::a_connection_ends_with_a_body_that_is_left_half_way`,
//!   `http_hostile::a_connection_ends_with_a_response_that_announces_what_it_may_not_have`, `http_hostile::what_comes_late_answers_nothing`) and in the runtime in which it was made
//!   (`http_hostile::a_connection_that_was_made_in_another_runtime_is_not_used_here`), and secrets
//!   stay with their server (`http_requests::secrets_stay_with_the_server_they_are_for`,
//!   `http_hostile::names_and_passwords_go_in_a_header_and_to_one_server`), which redirects do not name
//!   (`http_hostile::redirects_lead_to_http_only_and_bring_no_names`). A response that has no body is not waited for, and the next begins where it ends
//!   (`http_requests::responses_without_a_body_leave_the_connection_in_order`, `http_requests::the_response_to_head_has_no_body`).
//!
//! # Cancellation
//!
//! * Every function that waits says under "Cancel safety" what is lost when its future is dropped; it is polled, dropped and made again by a test of its
//!   own (`sentences::whoever_waits_says_what_is_lost`, `sentences::each_has_a_test_that_exists`).
