-- What pauses and resumes leave to do is found without passing by the runs of flows that stay paused.

create index run_to_put_away on run (flow_id) where ended_at is null and held_due_at is null and state in ('ready', 'waiting');
-- In order of the runs' own time, in which they are given back.
drop index run_held;
create index run_held on run (flow_id, held_due_at) where held_due_at is not null;
