#include <math.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

static const char stamp[] = "report";

int main(void) {
    struct passwd *user = getpwuid(getuid());
    FILE *limits = fopen("limits.txt", "r");
    double limit;
    if (user == NULL || limits == NULL || fscanf(limits, "%lf", &limit) != 1)
        return 1;
    setenv("TZ", "Europe/Berlin", 1);
    time_t noon = 1750000000;
    char when[64];
    strftime(when, sizeof when, "%Y-%m-%d %H:%M %Z", localtime(&noon));
    printf("%s of %s: %.6f, %s, %s\n", stamp, user->pw_name, sqrt(limit), when, getenv("LEVEL"));
    return 0;
}
