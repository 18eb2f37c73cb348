//! Pure decisions: blast radius, plans, undo outlook. No I/O lives here.
