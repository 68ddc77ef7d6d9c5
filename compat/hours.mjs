// Hours of operation: made, read, changed, paged, deleted, every error provoked.
import { equal, is, refused, test } from "./tap.mjs";

export async function run({ connect, InstanceId }) {
  const Config = [
    { Day: "MONDAY", StartTime: { Hours: 9, Minutes: 0 }, EndTime: { Hours: 17, Minutes: 30 } },
    { Day: "FRIDAY", StartTime: { Hours: 22, Minutes: 0 }, EndTime: { Hours: 2, Minutes: 0 } },
  ];
  let HoursOfOperationId;
  const hours = async () => (await connect.describeHoursOfOperation({ InstanceId, HoursOfOperationId })).HoursOfOperation;

  await test("hours: a plan is made and described; what passes midnight is two stretches", async () => {
    const made = await connect.createHoursOfOperation({ InstanceId, Name: "Office", Description: "Ours", TimeZone: "America/New_York", Config, Tags: { a: "b" } });
    HoursOfOperationId = made.HoursOfOperationId;
    const shown = await hours();
    equal([shown.Name, shown.Description, shown.TimeZone, shown.Tags, shown.HoursOfOperationArn], ["Office", "Ours", "America/New_York", { a: "b" }, made.HoursOfOperationArn]);
    equal(shown.Config, [Config[0], { Day: "FRIDAY", StartTime: { Hours: 22, Minutes: 0 }, EndTime: { Hours: 0, Minutes: 0 } }, { Day: "SATURDAY", StartTime: { Hours: 0, Minutes: 0 }, EndTime: { Hours: 2, Minutes: 0 } }]);
  });
  await test("hours: name, zone and plan change", async () => {
    await connect.updateHoursOfOperation({ InstanceId, HoursOfOperationId, Name: "Bureau", TimeZone: "Europe/Berlin", Config: [Config[0]] });
    const shown = await hours();
    equal([shown.Name, shown.TimeZone, shown.Config], ["Bureau", "Europe/Berlin", [Config[0]]]);
    const found = await connect.searchHoursOfOperations({ InstanceId, SearchCriteria: { StringCondition: { FieldName: "name", Value: "Bur", ComparisonType: "STARTS_WITH" } } });
    equal(found.HoursOfOperations.map((one) => one.HoursOfOperationId), [HoursOfOperationId]);
    const { HoursOfOperationSummaryList, NextToken } = await connect.listHoursOfOperations({ InstanceId, MaxResults: 1 });
    is(HoursOfOperationSummaryList.length === 1 && NextToken !== undefined, "one on a page");
  });
  await test("hours: errors are those of the model", async () => {
    await refused(connect.createHoursOfOperation({ InstanceId, Name: "Basic Hours", TimeZone: "UTC", Config }), "DuplicateResourceException", 409);
    await refused(connect.createHoursOfOperation({ InstanceId, Name: "Moon", TimeZone: "Moon/Crater", Config }), "InvalidParameterException", 400);
    await refused(connect.createHoursOfOperation({ InstanceId, Name: "Odd", TimeZone: "UTC", Config: [{ ...Config[0], Day: "SOMEDAY" }] }), "InvalidParameterException", 400);
    await refused(connect.createHoursOfOperation({ InstanceId, Name: "Odd", TimeZone: "UTC", Config: [{ ...Config[0], StartTime: { Hours: 24, Minutes: 0 } }] }), "InvalidParameterException", 400);
    await connect.deleteHoursOfOperation({ InstanceId, HoursOfOperationId });
    await refused(connect.describeHoursOfOperation({ InstanceId, HoursOfOperationId }), "ResourceNotFoundException", 404);
  });
}
