/// Read by jemalloc as the program starts (jemalloc(3), TUNING). Each step makes and drops volumes
/// and meshes of many megabytes: in large pages, and kept for minutes for the next step, they
/// cost a few page faults instead of hundreds of thousands.
extern "C" {
extern const char* const malloc_conf;
const char* const malloc_conf = "thp:always,oversize_threshold:0,dirty_decay_ms:300000";
}
