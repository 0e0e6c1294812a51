# Rules in the shape that people write for Terraform plans: they walk over `input.resource_changes` and look at
# `change.actions`, `change.before` and `change.after`. Nothing in them knows Muleteer, but for the names of types
# and fields.
package main

import rego.v1

protected_types := {"muleteer_server", "muleteer_cluster"}

deny contains msg if {
	some resource in input.resource_changes
	resource.type in protected_types
	"delete" in resource.change.actions
	msg := sprintf("%s must not be deleted", [resource.address])
}

deny contains msg if {
	some resource in input.resource_changes
	resource.type == "muleteer_user_group"
	some action in resource.change.actions
	action in {"create", "update"}
	"MANAGE_USERS" in resource.change.after.spec.permissions
	not "MANAGE_USERS" in object.get(resource.change, ["before", "spec", "permissions"], [])
	msg := sprintf("%s gets MANAGE_USERS", [resource.address])
}

deny contains msg if {
	some resource in input.resource_changes
	resource.type == "muleteer_application"
	some property, _ in resource.change.after.spec.properties
	endswith(property, "password")
	not resource.change.after_sensitive.spec.properties[property]
	msg := sprintf("%s has %s in plain text", [resource.address, property])
}

warn contains msg if {
	updates := [resource.address | some resource in input.resource_changes; "update" in resource.change.actions]
	count(updates) > 2
	msg := sprintf("%d resources are updated at once", [count(updates)])
}
