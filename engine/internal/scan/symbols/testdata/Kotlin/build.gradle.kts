#!/usr/bin/env kotlin
import a.b

plugins {
    id("a") version "1"
}
val version = "1"
// Helps.
fun helper(x: Int) = x + 1
tasks.register<Copy>("copy") { from("}") }
println(helper(1))
if (a) { b() } else { c() }
class Task { fun run() {} }
