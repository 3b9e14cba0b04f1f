"""Java, Kotlin, Scala: a jar or classes that a build made need no compiler to run, but a Java runtime of the same version.

`application` puts it together: `started` and `launch` say what the container runs, `outputs` where that comes from (`moves`,
`archives`, `made_by_maven`, `made_by_gradle`, `made_by_others`, `quarkus_jars`, `guesses`), `companions` and `files` what comes along,
`leftovers` what stays behind, `version` and `bases` which images are right. `native` is for programs of native code, `layers` and
`boot` for jars that are taken apart, `servers` for images of application servers.

Sources: the manuals of java, Maven, Gradle and sbt, the documentation of Spring Boot and Quarkus. Date: 2026-11.
"""
