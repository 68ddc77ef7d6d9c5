"""boto3 against a running server: each resource made, read, changed, paged, deleted, its errors; paginators; retries. boto.mjs starts the servers."""
import datetime
import json
import os
import sys
import time

import boto3
import botocore.config
from botocore.exceptions import ClientError

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "tools"))
import tap  # noqa: E402

NOBODY = "11111111-2222-3333-4444-555555555555"


def open_client(file, service="connect", **settings):
    with open(os.environ[file], encoding="utf-8") as text:
        demo = json.load(text)
    instance = next(one for one in demo["instances"] if one["alias"] == "connect-demo")
    config = botocore.config.Config(region_name=demo["region"], **settings)
    client = boto3.client(service, endpoint_url=demo["url"], config=config, aws_access_key_id=instance["accessKeyId"],
                          aws_secret_access_key=instance["secretAccessKey"])
    return client, demo, instance


connect, demo, instance = open_client("DEMO_FILE", retries={"total_max_attempts": 1})
I = instance["id"]


def find(things, name):
    return next(one["id"] for one in instance[things] if one.get("name", one.get("username")) == name)


def refused(name, status, call, **wanted):
    try:
        call(InstanceId=I, **wanted)
    except ClientError as error:
        got = (error.response["Error"]["Code"], error.response["ResponseMetadata"]["HTTPStatusCode"])
        assert got == (name, status), f"{got}: {error}"
        assert error.response["Error"]["Message"], "without a message"
        return error
    raise AssertionError(f"{name} was expected, but {call.__name__} succeeded")


def pages(name, member, size=2, **wanted):
    """All items by a paginator with small pages; each page keeps to its size."""
    found = []
    for page in connect.get_paginator(name).paginate(InstanceId=I, PaginationConfig={"PageSize": size}, **wanted):
        assert len(page[member]) <= size
        found += page[member]
    return found


def all_at_once(call, member, **wanted):
    answer = call(InstanceId=I, **wanted)
    assert "NextToken" not in answer
    return answer[member]


def until(ask, look):
    for _ in range(400):
        answer = ask()
        if look(answer):
            return answer
        time.sleep(0.025)
    raise AssertionError("it never came true")


@tap.claim
def statuses_are_made_read_changed_and_paged():
    made = connect.create_agent_status(InstanceId=I, Name="Boto", State="ENABLED", Description="d", DisplayOrder=3, Tags={"a": "b"})
    status = connect.describe_agent_status(InstanceId=I, AgentStatusId=made["AgentStatusId"])["AgentStatus"]
    assert (status["Name"], status["DisplayOrder"], status["Tags"], status["AgentStatusARN"]) == ("Boto", 3, {"a": "b"}, made["AgentStatusARN"])
    connect.update_agent_status(InstanceId=I, AgentStatusId=made["AgentStatusId"], Name="Boto 2", ResetOrderNumber=True)
    status = connect.describe_agent_status(InstanceId=I, AgentStatusId=made["AgentStatusARN"])["AgentStatus"]
    assert status["Name"] == "Boto 2" and "DisplayOrder" not in status
    assert pages("list_agent_statuses", "AgentStatusSummaryList") == all_at_once(connect.list_agent_statuses, "AgentStatusSummaryList")
    refused("DuplicateResourceException", 409, connect.create_agent_status, Name="Boto 2", State="ENABLED")
    refused("ResourceNotFoundException", 404, connect.describe_agent_status, AgentStatusId=NOBODY)
    refused("InvalidParameterException", 400, connect.create_agent_status, Name="Other", State="SOMETIMES")
    refused("InvalidRequestException", 400, connect.update_agent_status, AgentStatusId=find("statuses", "Available"), State="DISABLED")


@tap.claim
def users_are_made_read_changed_paged_searched_and_deleted():
    security = connect.list_security_profiles(InstanceId=I)["SecurityProfileSummaryList"][0]["Id"]
    profile = find("routingProfiles", "Blended")
    good = {"Username": "boto", "Password": "Correct1Horse", "SecurityProfileIds": [security], "RoutingProfileId": profile,
            "PhoneConfig": {"PhoneType": "SOFT_PHONE", "AutoAccept": True, "AfterContactWorkTimeLimit": 5}}
    user = connect.create_user(InstanceId=I, IdentityInfo={"FirstName": "B", "LastName": "O"}, Tags={"a": "b"}, **good)["UserId"]
    shown = connect.describe_user(InstanceId=I, UserId=user)["User"]
    assert (shown["Username"], shown["PhoneConfig"]["AfterContactWorkTimeLimit"], shown["Tags"]) == ("boto", 5, {"a": "b"})
    connect.update_user_identity_info(InstanceId=I, UserId=user, IdentityInfo={"FirstName": "Bo", "LastName": "To"})
    connect.update_user_phone_config(InstanceId=I, UserId=user, PhoneConfig={"PhoneType": "SOFT_PHONE", "AutoAccept": False, "AfterContactWorkTimeLimit": 0})
    connect.update_user_security_profiles(InstanceId=I, UserId=user, SecurityProfileIds=[security])
    connect.update_user_routing_profile(InstanceId=I, UserId=user, RoutingProfileId=profile)
    group = connect.create_user_hierarchy_group(InstanceId=I, Name="Boto group")["HierarchyGroupId"]
    connect.update_user_hierarchy(InstanceId=I, UserId=user, HierarchyGroupId=group)
    shown = connect.describe_user(InstanceId=I, UserId=user)["User"]
    assert (shown["IdentityInfo"]["FirstName"], shown["HierarchyGroupId"]) == ("Bo", group)
    refused("ResourceInUseException", 409, connect.delete_user_hierarchy_group, HierarchyGroupId=group)
    assert pages("list_users", "UserSummaryList") == all_at_once(connect.list_users, "UserSummaryList")
    found = pages("search_users", "Users", SearchCriteria={"StringCondition": {"FieldName": "Username", "Value": "boto", "ComparisonType": "EXACT"}})
    assert [one["Id"] for one in found] == [user]
    refused("DuplicateResourceException", 409, connect.create_user, **good)
    refused("InvalidParameterException", 400, connect.create_user, **{**good, "Username": "other", "Password": "without-any"})
    refused("ResourceNotFoundException", 404, connect.create_user, **{**good, "Username": "other", "RoutingProfileId": NOBODY})
    connect.delete_user(InstanceId=I, UserId=user)
    refused("ResourceNotFoundException", 404, connect.describe_user, UserId=user)
    refused("ResourceNotFoundException", 404, connect.delete_user, UserId=user)
    connect.delete_user_hierarchy_group(InstanceId=I, HierarchyGroupId=group)


@tap.claim
def queues_hours_and_routing_profiles_are_made_read_changed_and_paged():
    day = {"Day": "MONDAY", "StartTime": {"Hours": 9, "Minutes": 0}, "EndTime": {"Hours": 17, "Minutes": 0}}
    hours = connect.create_hours_of_operation(InstanceId=I, Name="Boto hours", TimeZone="Europe/Berlin", Config=[day])["HoursOfOperationId"]
    queue = connect.create_queue(InstanceId=I, Name="Boto queue", HoursOfOperationId=hours, MaxContacts=3)["QueueId"]
    connect.update_queue_status(InstanceId=I, QueueId=queue, Status="DISABLED")
    connect.update_queue_name(InstanceId=I, QueueId=queue, Name="Boto queue 2")
    shown = connect.describe_queue(InstanceId=I, QueueId=queue)["Queue"]
    assert (shown["Name"], shown["Status"], shown["MaxContacts"]) == ("Boto queue 2", "DISABLED", 3)
    served = [{"QueueReference": {"QueueId": queue, "Channel": "CHAT"}, "Priority": 1, "Delay": 0}]
    profile = connect.create_routing_profile(InstanceId=I, Name="Boto profile", Description="d", DefaultOutboundQueueId=queue,
                                             MediaConcurrencies=[{"Channel": "CHAT", "Concurrency": 2}], QueueConfigs=served)["RoutingProfileId"]
    connect.update_routing_profile_concurrency(InstanceId=I, RoutingProfileId=profile, MediaConcurrencies=[{"Channel": "CHAT", "Concurrency": 4}])
    assert connect.describe_routing_profile(InstanceId=I, RoutingProfileId=profile)["RoutingProfile"]["MediaConcurrencies"][0]["Concurrency"] == 4
    assert len(pages("list_routing_profile_queues", "RoutingProfileQueueConfigSummaryList", RoutingProfileId=profile)) == 1
    for name, member in [("list_queues", "QueueSummaryList"), ("list_hours_of_operations", "HoursOfOperationSummaryList"), ("list_routing_profiles", "RoutingProfileSummaryList"),
                         ("list_contact_flows", "ContactFlowSummaryList"), ("list_security_profiles", "SecurityProfileSummaryList"), ("search_queues", "Queues"),
                         ("search_routing_profiles", "RoutingProfiles"), ("search_security_profiles", "SecurityProfiles")]:
        assert pages(name, member) == all_at_once(getattr(connect, name), member), name
    refused("DuplicateResourceException", 409, connect.create_queue, Name="Boto queue 2", HoursOfOperationId=hours)
    refused("ResourceNotFoundException", 404, connect.update_queue_name, QueueId=NOBODY, Name="x")
    refused("InvalidParameterException", 400, connect.create_hours_of_operation, Name="Moon", TimeZone="Moon/Crater", Config=[day])
    refused("InvalidParameterException", 400, connect.update_routing_profile_concurrency, RoutingProfileId=profile, MediaConcurrencies=[{"Channel": "VOICE", "Concurrency": 5}])


@tap.claim
def an_agent_gets_a_next_status_and_a_task():
    alice = find("users", "alice")
    # Debian's boto3 does not know the filter by agents yet.
    wanted = {"Queues": [find("queues", "Support")]}
    data = lambda: next(one for one in connect.get_current_user_data(InstanceId=I, Filters=wanted)["UserDataList"] if one["User"]["Id"] == alice)  # noqa: E731
    put = lambda name: connect.put_user_status(InstanceId=I, UserId=alice, AgentStatusId=find("statuses", name))  # noqa: E731
    put("Available")
    task = connect.start_task_contact(InstanceId=I, ContactFlowId=find("contactFlows", "Support task"), Name="Boto", References={"Order": {"Type": "URL", "Value": "https://shop.example/7"}})["ContactId"]
    shown = until(data, lambda one: one["Contacts"])
    assert isinstance(shown["Status"]["StatusStartTimestamp"], datetime.datetime)
    assert shown["Contacts"][0]["ContactId"] == task
    put("Lunch")
    # Nor does it know the members NextStatus and StatusName: that a next status is set shows in that the status stays.
    assert data()["Status"]["StatusArn"].endswith(find("statuses", "Available"))
    put("Available")
    put("Lunch")
    refused("InvalidRequestException", 400, connect.dismiss_user_contact, UserId=alice, ContactId=task)
    connect.stop_contact(InstanceId=I, ContactId=task)
    if data()["Contacts"]:
        connect.dismiss_user_contact(InstanceId=I, UserId=alice, ContactId=task)
    assert until(data, lambda one: not one["Contacts"])["Status"]["StatusArn"].endswith(find("statuses", "Lunch"))
    refused("InvalidRequestException", 400, connect.put_user_status, UserId=alice, AgentStatusId=find("statuses", "Lunch"))


@tap.claim
def contacts_are_started_described_changed_and_stopped():
    task = connect.start_task_contact(InstanceId=I, ContactFlowId=find("contactFlows", "Support task"), Name="Boto", Attributes={"a": "b"})["ContactId"]
    connect.update_contact_attributes(InstanceId=I, InitialContactId=task, Attributes={"c": "d"})
    assert connect.get_contact_attributes(InstanceId=I, InitialContactId=task)["Attributes"] == {"a": "b", "c": "d"}
    connect.update_contact(InstanceId=I, ContactId=task, Name="Boto 2", References={"Order": {"Type": "URL", "Value": "https://shop.example/8"}})
    assert connect.describe_contact(InstanceId=I, ContactId=task)["Contact"]["Name"] == "Boto 2"
    references = connect.get_paginator("list_contact_references").paginate(InstanceId=I, ContactId=task, ReferenceTypes=["URL"]).build_full_result()
    assert references["ReferenceSummaryList"] == [{"Url": {"Name": "Order", "Value": "https://shop.example/8"}}]
    connect.stop_contact(InstanceId=I, ContactId=task)
    error = refused("ContactNotFoundException", 410, connect.stop_contact, ContactId=NOBODY)
    assert isinstance(error, connect.exceptions.ContactNotFoundException)


@tap.claim
def current_metrics_are_paged_and_their_types_are_numbers():
    wanted = {"Filters": {"Queues": [find("queues", "Support"), find("queues", "Sales")]}, "Groupings": ["QUEUE"], "CurrentMetrics": [{"Name": "AGENTS_ONLINE", "Unit": "COUNT"}]}
    first = connect.get_current_metric_data(InstanceId=I, MaxResults=1, **wanted)
    second = connect.get_current_metric_data(InstanceId=I, MaxResults=1, NextToken=first["NextToken"], **wanted)
    assert [len(first["MetricResults"]), len(second["MetricResults"]), "NextToken" in second] == [1, 1, False]
    assert isinstance(first["MetricResults"][0]["Collections"][0]["Value"], float)
    assert isinstance(first["DataSnapshotTime"], datetime.datetime)


@tap.claim
def a_chat_is_talked_in_by_the_participant_client():
    participant, _, _ = open_client("DEMO_FILE", "connectparticipant", retries={"total_max_attempts": 1})
    chat = connect.start_chat_contact(InstanceId=I, ContactFlowId=find("contactFlows", "Support chat"), ParticipantDetails={"DisplayName": "Cleo"})
    made = participant.create_participant_connection(ParticipantToken=chat["ParticipantToken"], Type=["WEBSOCKET", "CONNECTION_CREDENTIALS"])
    token = made["ConnectionCredentials"]["ConnectionToken"]
    sent = participant.send_message(ConnectionToken=token, ContentType="text/plain", Content="Hello")
    transcript = participant.get_transcript(ConnectionToken=token)["Transcript"]
    assert [(one["Id"], one["Content"]) for one in transcript] == [(sent["Id"], "Hello")]
    participant.send_event(ConnectionToken=token, ContentType="application/vnd.amazonaws.connect.event.typing")
    participant.disconnect_participant(ConnectionToken=token)
    try:
        participant.send_message(ConnectionToken=token, ContentType="text/plain", Content="Late")
        raise AssertionError("a message was taken after the end")
    except participant.exceptions.AccessDeniedException:
        pass


@tap.claim
def retries_recover_from_throttling_and_without_them_429_is_told():
    eager, _, other = open_client("STRICT_DEMO_FILE", retries={"total_max_attempts": 1})
    codes = []
    for _ in range(6):
        try:
            eager.describe_instance(InstanceId=other["id"])
        except ClientError as error:
            codes.append((error.response["Error"]["Code"], error.response["ResponseMetadata"]["HTTPStatusCode"]))
    assert codes and set(codes) == {("ThrottlingException", 429)}, codes
    patient, _, _ = open_client("STRICT_DEMO_FILE", retries={"max_attempts": 8, "mode": "standard"})
    retried = 0
    for _ in range(5):
        retried += patient.list_users(InstanceId=other["id"])["ResponseMetadata"]["RetryAttempts"]
    assert retried > 0


@tap.claim
def wrong_keys_get_the_vendor_s_errors():
    for wanted, key, secret in [("UnrecognizedClientException", "AKIANOBODY", instance["secretAccessKey"]), ("InvalidSignatureException", instance["accessKeyId"], "wrong")]:
        client = boto3.client("connect", endpoint_url=demo["url"], region_name=demo["region"], aws_access_key_id=key, aws_secret_access_key=secret)
        try:
            client.list_instances()
            raise AssertionError("it was served")
        except ClientError as error:
            assert (error.response["Error"]["Code"], error.response["ResponseMetadata"]["HTTPStatusCode"]) == (wanted, 403)


tap.run()
