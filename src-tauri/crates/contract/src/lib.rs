//! All that crosses to the window: requests, replies, events, failures. Plain data.
