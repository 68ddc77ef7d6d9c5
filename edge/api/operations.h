/* The table of operations: method, path, name, role, function. Adding one is a row in operations.c and a function in
 * the file of its noun. */
#ifndef NEXTUP_EDGE_API_OPERATIONS_H
#define NEXTUP_EDGE_API_OPERATIONS_H

#include "edge/api/call.h"

extern const struct operation operations[];
extern const uint32_t operations_count;

/* ---- statuses.c ---- */
call_fn list_agent_statuses, create_agent_status, describe_agent_status, update_agent_status,
    search_agent_statuses;
/* ---- agents.c ---- */
call_fn put_user_status, dismiss_user_contact, get_current_user_data;
/* ---- users.c, users_render.c ---- */
call_fn create_user, describe_user, delete_user, list_users, search_users;
/* ---- user_settings.c ---- */
call_fn update_user_routing_profile, update_user_phone_config, update_user_config, update_user_identity_info,
    update_user_security_profiles, update_user_hierarchy;
/* ---- profiles.c ---- */
call_fn create_routing_profile, describe_routing_profile, delete_routing_profile, list_routing_profiles,
    search_routing_profiles, list_routing_profile_queues;
/* ---- profile_changes.c ---- */
call_fn associate_routing_profile_queues, disassociate_routing_profile_queues, update_routing_profile_queues,
    update_routing_profile_concurrency, update_routing_profile_default_outbound_queue,
    update_routing_profile_name, update_routing_profile_agent_availability_timer;
/* ---- queues.c ---- */
call_fn create_queue, describe_queue, delete_queue, list_queues, search_queues, update_queue_name,
    update_queue_status, update_queue_max_contacts, update_queue_hours_of_operation,
    update_queue_outbound_caller_config;
/* ---- hours.c ---- */
call_fn create_hours_of_operation, describe_hours_of_operation, update_hours_of_operation,
    delete_hours_of_operation, list_hours_of_operations, search_hours_of_operations;
/* ---- hours_overrides.c ---- */
call_fn create_hours_of_operation_override, update_hours_of_operation_override, delete_hours_of_operation_override,
    describe_hours_of_operation_override, list_hours_of_operation_overrides, search_hours_of_operation_overrides,
    get_effective_hours_of_operations;
/* ---- flows.c ---- */
call_fn create_contact_flow, describe_contact_flow, list_contact_flows, search_contact_flows,
    update_contact_flow_content, update_contact_flow_metadata, update_contact_flow_name;
/* ---- instances.c ---- */
call_fn list_instances, describe_instance;
/* ---- origins.c ---- */
call_fn list_approved_origins, associate_approved_origin, disassociate_approved_origin;
/* ---- security.c ---- */
call_fn list_security_profiles, describe_security_profile, search_security_profiles,
    list_security_profile_permissions;
/* ---- quick_connects.c ---- */
call_fn create_quick_connect, describe_quick_connect, delete_quick_connect, list_quick_connects,
    update_quick_connect_name, update_quick_connect_config, search_quick_connects;
/* ---- queue_quick_connects.c ---- */
call_fn associate_queue_quick_connects, disassociate_queue_quick_connects, list_queue_quick_connects;
/* ---- hierarchy.c ---- */
call_fn create_user_hierarchy_group, describe_user_hierarchy_group, delete_user_hierarchy_group,
    list_user_hierarchy_groups, update_user_hierarchy_group_name, search_user_hierarchy_groups,
    describe_user_hierarchy_structure, update_user_hierarchy_structure;
/* ---- tags.c ---- */
call_fn list_tags_for_resource, tag_resource, untag_resource;
/* ---- contact_start.c ---- */
call_fn start_chat_contact, start_task_contact, start_outbound_voice_contact;
/* ---- contacts.c ---- */
call_fn describe_contact, get_contact_attributes, list_contact_references;
/* ---- contact_search.c ---- */
call_fn search_contacts;
/* ---- contact_changes.c ---- */
call_fn stop_contact, update_contact, update_contact_attributes, update_contact_routing_data,
    transfer_contact, pause_contact, resume_contact, associate_contact_with_user, update_contact_schedule,
    tag_contact, untag_contact;
/* ---- contact_monitor.c ---- */
call_fn monitor_contact;
/* ---- metrics.c ---- */
call_fn get_current_metric_data;

/* ---- history_read.c ---- */
call_fn get_metric_data;
call_fn get_metric_data_v2;

/* ---- contact_metrics.c ---- */
call_fn get_contact_metrics;

#endif
