#include <stdio.h>

int main(void) {
    puts("Hello from make");
    return 0;
}
